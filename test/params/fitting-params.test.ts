import assert from 'node:assert/strict';
import { fittingParams } from '../../src/params/fitting-params.ts';
import type { ParamSchema, Params } from '../../src/params/params.ts';

describe('fittingParams', () => {
  const width = { type: 'integer', default: 3, maximum: 9 } as const;
  const word = { type: 'string' } as const;
  const texts = (params: Params | undefined, properties: Readonly<Record<string, ParamSchema>>) =>
    JSON.stringify(fittingParams(params, { properties }));

  it('keeps what a job has, in its order, before the defaults of what is new', () => {
    const declared = { depth: { type: 'integer' as const, default: 1 }, width, word };
    assert.equal(texts({ word: 'a', width: 7 }, declared), '{"values":{"word":"a","width":7,"depth":1}}');
    assert.equal(texts(undefined, { width }), '{"values":{"width":3}}');
    assert.equal(texts({}, { word }), '{"values":{}}');
  });

  it('has none where the package declares none and the job has none', () => {
    assert.deepEqual(fittingParams(undefined, null), { values: undefined });
    assert.deepEqual(fittingParams({}, null), { values: undefined });
  });

  it('says what the package does not take', () => {
    for (const [params, properties, said] of [
      [{ width: 10 }, { width }, /The parameter width is 10; expected a whole number, at most 9/],
      [{ widht: 7 }, { width }, /no parameter \\?"widht\\?"\. Did you mean width\?/],
    ] as const)
      assert.match(texts(params, properties), said);
    const lacking = fittingParams({}, { properties: { word }, required: ['word'] });
    assert.match(JSON.stringify(lacking), /needs the parameter word .*; give it a default in butcher\.json/);
    assert.ok('problem' in fittingParams({ width: 7 }, null));
  });
});
