import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  countSizes,
  decodeSizes,
  encodeSizes,
  indexAbove,
  maxBatch,
  partOf,
  sum,
} from '../../src/bridge/sizes.ts';

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

  it('are asked the same whether they were told as equal or one by one', () => {
    const three = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((numbers) => numbers.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(2 ** 31), three, fc.nat(2 ** 31), (each, [start, end, length], most) => {
        const alone = new Uint32Array(length + 1).fill(each);
        const told = decodeSizes(encodeSizes(alone))!;
        for (const of of [0, start]) {
          const [theirs, ours] = [alone.subarray(of), partOf(told, of, told.length)];
          assert.deepEqual(ours, theirs);
          assert.equal(encodeSizes(ours), encodeSizes(theirs));
          assert.equal(sum(ours, 0, end - of + 1), each * (end - of + 1));
          assert.equal(sum(ours, 0, end - of + 1), sum(theirs, 0, end - of + 1));
          assert.equal(indexAbove(ours, most), each > most ? 0 : -1);
          assert.equal(indexAbove(ours, most), indexAbove(theirs, most));
        }
      }),
    );
  });

  it('of which one is above', () => {
    const sizes = Uint32Array.of(1, 5, 3, 9, 0);
    assert.deepEqual(
      [0, 1, 4, 5, 8, 9].map((most) => indexAbove(sizes, most)),
      [0, 1, 1, 3, 3, -1],
    );
  });
});
