import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NumberRanges } from '../../../src/jobs/disk/number-ranges.ts';

describe('NumberRanges', () => {
  it('has what was added and nothing else', () => {
    const range = fc.record({ first: fc.nat(60), count: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (added) => {
        const ranges = new NumberRanges();
        const numbers = new Set<number>();
        for (const { first, count } of added) {
          ranges.add(first, count);
          for (let index = 0; index < count; index += 1) numbers.add(first + index);
          for (let number = 0; number < 70; number += 1) {
            assert.equal(ranges.has(number), numbers.has(number));
            const next = [number, number + 1, number + 2];
            assert.equal(
              ranges.overlaps(number, 3),
              next.some((each) => numbers.has(each)),
            );
            assert.equal(
              ranges.covers(number, 3),
              next.every((each) => numbers.has(each)),
            );
          }
        }
      }),
    );
  });
});
