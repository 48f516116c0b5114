import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostParamsBytes } from '../../src/params/bounds.ts';
import { fromTexts, type GivenTexts } from '../../src/params/from-text.ts';
import type { DeclaredParams, ParamSchema, Params } from '../../src/params/params.ts';
import { defaultsProblem, readParams } from '../../src/params/read-params.ts';

const how = (name: string) => `with --param ${name}=VALUE`;
const declared: DeclaredParams = {
  properties: {
    width: { type: 'integer', minimum: 1, maximum: 100, default: 3 },
    rate: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.1, default: 0.5 },
    title: { type: 'string', maxLength: 5, default: '' },
    loud: { type: 'boolean', default: false },
    mode: { enum: ['fast', 'exact', 3], default: 'fast' },
    stops: { type: 'array', items: { type: 'string' }, maxItems: 3, default: ['a'] },
    plot: {
      type: 'object',
      properties: { size: { type: 'integer', default: 7 }, colour: { type: 'string' } },
      required: ['colour'],
      additionalProperties: false,
    },
    limit: { type: ['integer', 'null'], default: null },
  },
};

const read = (given: Params, schema: DeclaredParams | null = declared) => readParams(schema, given, how);
const problem = (given: Params, schema?: DeclaredParams | null) => {
  const outcome = read(given, schema);
  assert('problem' in outcome, JSON.stringify(outcome));
  return outcome.problem;
};
const fromText = (...given: GivenTexts) => fromTexts(declared.properties ?? {}, given);

describe('readParams', () => {
  it('fills in defaults, within what was given too, in the order of the declaration', () => {
    const outcome = read({ plot: { colour: 'red' }, loud: true });
    assert('values' in outcome);
    assert.deepEqual(Object.entries(outcome.values ?? {}), [
      ['width', 3],
      ['rate', 0.5],
      ['title', ''],
      ['loud', true],
      ['mode', 'fast'],
      ['stops', ['a']],
      ['plot', { colour: 'red', size: 7 }],
      ['limit', null],
    ]);
  });

  it('changes nothing of what it was given, and gives nobody what it gave another', () => {
    const given = { plot: { colour: 'red' } };
    const first = read(given);
    assert.deepEqual(given, { plot: { colour: 'red' } });
    assert('values' in first);
    (first.values!.stops as string[]).push('b');
    const second = read({});
    assert('values' in second);
    assert.deepEqual(second.values?.stops, ['a']);
  });

  it('says in a sentence what is wrong', () => {
    const said: readonly (readonly [Params, RegExp])[] = [
      [{ widht: 1 }, /^The package has no parameter "widht"\. Did you mean width\?$/],
      [{ zzzzzz: 1 }, /"zzzzzz"\. There are width, rate, title, loud, mode, stops, plot, limit\.$/],
      [{ constructor: 1 }, /no parameter "constructor"/],
      [{ ['__proto__']: 1 }, /no parameter "__proto__"/],
      [{ width: 'x' }, /^The parameter width is "x"; expected a whole number, from 1 to 100\.$/],
      [{ width: 0 }, /width is 0; expected a whole number, from 1 to 100/],
      [{ width: 1.5 }, /width is 1.5; expected a whole number/],
      [{ rate: 0.25 }, /rate is 0.25; expected a number, more than 0 and a multiple of 0.1/],
      [{ title: '123456' }, /title is "123456"; expected a text, at most 5 characters/],
      [{ loud: 'yes' }, /loud is "yes"; expected true or false/],
      [{ mode: 'slow' }, /mode is "slow"; expected one of "fast", "exact", 3/],
      [{ stops: 'a' }, /stops is "a"; expected a list such as/],
      [{ stops: ['a', 1] }, /stops\.1 is 1; expected a text/],
      [{ plot: {} }, /^The parameter plot lacks "colour"\.$/],
      [{ plot: { colour: 'red', sise: 1 } }, /plot takes no "sise"; size may be meant/],
      [{ limit: '5' }, /limit is "5"; expected a whole number or null/],
      [{ width: 'x\u001b[31m'.repeat(99) }, /^[ -~…]{1,200}$/],
    ];
    for (const [given, pattern] of said) assert.match(problem(given), pattern);
  });

  it('asks for what is required and has no default', () => {
    const schema = {
      properties: { a: { type: 'number' }, b: { type: 'string' } },
      required: ['a', 'b'],
    } as const;
    assert.match(
      problem({}, schema),
      /^The package needs the parameters a, b; give each with --param NAME=VALUE\.$/,
    );
    assert.match(
      problem({ b: '' }, schema),
      /needs the parameter a \(a number\); give it with --param a=VALUE/,
    );
    assert.deepEqual(read({ a: 1, b: '' }, schema), { values: { a: 1, b: '' } });
    const filled = { properties: { a: { type: 'number', default: 1 } }, required: ['a'] } as const;
    assert.deepEqual(read({}, filled), { values: { a: 1 } });
  });

  it('takes nothing where nothing is declared', () => {
    assert.deepEqual(read({}, null), { values: null });
    assert.match(problem({ width: 1 }, null), /declares no parameters, so "width" has no meaning/);
  });

  it('bounds what is given, and what comes of it', () => {
    const open: DeclaredParams = { properties: { a: { type: ['array', 'string', 'number'] } } };
    assert.match(
      problem({ a: 'x'.repeat(mostParamsBytes) }, open),
      /32776 bytes long as JSON, and 32768 are the most/,
    );
    assert.match(
      problem({ a: JSON.parse('['.repeat(30_000) + ']'.repeat(30_000)) }, open),
      /nested too deep/,
    );
    assert.match(problem({ a: JSON.parse('[1e999]') }, open), /too large for any/);
    const long = { type: 'string', default: 'x'.repeat(9000) } as const;
    const grows: DeclaredParams = { properties: { a: { type: 'string' }, long } };
    assert.match(problem({ a: 'x'.repeat(mostParamsBytes - 1000) }, grows), /are the most/);
  });

  it('refuses a whole number that another machine would read otherwise', () => {
    const deep: DeclaredParams = {
      properties: { a: { type: 'array', items: { type: 'integer' } }, b: { type: 'number' } },
    };
    assert.match(problem({ a: [1, 2 ** 53] }, deep), /9007199254740992; beyond 2\^53 − 1 they cannot/);
    assert.deepEqual(read({ b: 2 ** 60 }, deep), { values: { b: 2 ** 60 } });
  });

  it('makes no code of a schema that is not sound', () => {
    const schema = { properties: { a: { type: 'string', pattern: '(x+)+y' } } } as DeclaredParams;
    assert.match(problem({ a: 'x'.repeat(40) }, schema), /in a way that this version does not know/);
  });

  it('takes what it gave', () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null));
    const types = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;
    const schema: fc.Arbitrary<ParamSchema> = fc.record(
      {
        type: fc.constantFrom(...types),
        default: fc.oneof(value, fc.array(value)),
        minimum: fc.integer(),
        maxLength: fc.nat(9),
        items: fc.record({ type: fc.constantFrom(...types) }),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(schema, fc.option(fc.oneof(value, fc.array(value)), { nil: undefined }), (a, given) => {
        const outcome = readParams({ properties: { a } }, given === undefined ? {} : { a: given }, how);
        if ('problem' in outcome) return;
        assert.deepEqual(readParams({ properties: { a } }, outcome.values ?? {}, how), outcome);
        assert.deepEqual(
          JSON.parse(JSON.stringify(outcome.values)),
          JSON.parse(JSON.stringify({ a: given === undefined ? a.default : given })),
        );
      }),
    );
  });
});

describe('fromTexts', () => {
  it('reads numbers, true, false and JSON where they are meant, and else the text as it is', () => {
    const pairs: readonly (readonly [string, string, unknown])[] = [
      ['width', '12', 12],
      ['width', '+1e1', 10],
      ['rate', '.5', 0.5],
      ['rate', '-2.', -2],
      ['title', '12', '12'],
      ['title', 'a=b', 'a=b'],
      ['title', '', ''],
      ['loud', 'true', true],
      ['loud', 'yes', 'yes'],
      ['mode', 'exact', 'exact'],
      ['mode', '3', 3],
      ['stops', '["a", "b"]', ['a', 'b']],
      ['stops', '[a]', '[a]'],
      ['plot', '{"colour": "red"}', { colour: 'red' }],
      ['limit', 'null', null],
      ['limit', '7', 7],
      ['unknown', '7', '7'],
      ['__proto__', '{}', '{}'],
    ];
    for (const [name, text, value] of pairs)
      assert.deepEqual(Object.entries(fromText([name, text])), [[name, value]], `${name}=${text}`);
  });

  it('lets the last of a name count', () => {
    assert.deepEqual(fromText(['width', '1'], ['loud', 'true'], ['width', '2']), { width: 2, loud: true });
  });
});

describe('defaultsProblem', () => {
  it('names the parameter whose default does not fit', () => {
    assert.equal(defaultsProblem(declared), null);
    const of = (a: ParamSchema) =>
      defaultsProblem({ properties: { b: { type: 'null' }, a }, required: ['b'] });
    assert.deepEqual(of({ type: 'integer', default: 'x' }), {
      name: 'a',
      problem: 'is "x"; expected a whole number',
    });
    assert.deepEqual(of({ type: 'array', items: { type: 'integer' }, default: [1, 'x'] }), {
      name: 'a',
      problem: 'does not fit: 1 in it is "x"; expected a whole number',
    });
  });
});
