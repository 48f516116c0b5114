import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { countSizes, decodeSizes, encodeSizes, maxBatch } from '../../src/bridge/sizes.ts';

const { sizes: fixtures } = JSON.parse(
  readFileSync(new URL('../fixtures/frames/frames.json', import.meta.url), 'utf8'),
) as { readonly sizes: readonly { readonly sizes: readonly number[]; readonly text: string }[] };

describe('sizes in a line', () => {
  it('are the text that the harness reads and writes, too', () => {
    assert.ok(fixtures.length > 3);
    for (const { sizes, text } of fixtures) {
      assert.equal(encodeSizes(Uint32Array.from(sizes)), text);
      assert.deepEqual(decodeSizes(text), Uint32Array.from(sizes));
      assert.equal(countSizes(text), sizes.length);
    }
  });

  it('come back as they were, also from a part of other sizes', () => {
    fc.assert(
      fc.property(fc.uint32Array({ minLength: 2, maxLength: 50 }), (sizes) => {
        const part = sizes.subarray(1);
        assert.deepEqual(decodeSizes(encodeSizes(part)), Uint32Array.from(part));
      }),
    );
  });

  it('are none where the text is anything else', () => {
    const texts = [
      '',
      'AAA=',
      'AAAAAA=',
      'AAAAAAA=',
      'AAAA\n\n==',
      '!AAAAA==',
      'AAAAAA==AAAAAA==',
      '========',
      ...['*', '1*', '*1', '1*0', '01*1', '1*01', '-1*1', '1.5*1', ' 1*1', '1*1\n', '1*1*1'],
      ...[`${2 ** 32}*1`, `0*${maxBatch + 1}`, '0*9999', '0*4294967295'],
    ];
    for (const text of texts) assert.equal(decodeSizes(text), null, JSON.stringify(text));
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const sizes = decodeSizes(text);
        assert.ok(sizes === null || sizes.length > 0);
      }),
    );
  });
});
