import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MergeQueue, type Ready } from '../../../src/jobs/merge/merge-queue.ts';

/** Fragments 1 to n cut into ranges, some of one fragment marked skipped, in a random order of arrival. */
const arrivals = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      skip: fc.boolean(),
      rank: fc.double({ noNaN: true }),
    }),
    {
      maxLength: 40,
    },
  )
  .map((pieces) => {
    let next = 1;
    return pieces
      .map(({ count, skip, rank }) => {
        const first = next;
        const size = skip ? 1 : count;
        next += size;
        return { first, count: size, skip, rank };
      })
      .sort((a, b) => a.rank - b.rank);
  });

function drain(queue: MergeQueue<Ready>): number[] {
  const numbers: number[] = [];
  for (let ready = queue.take(); ready !== null; ready = queue.take()) {
    for (let index = 0; index < ready.count; index += 1) numbers.push(ready.first + index);
  }
  return numbers;
}

describe('MergeQueue', () => {
  it('gives every result exactly once and in causal order, whatever the order of arrival', () => {
    fc.assert(
      fc.property(arrivals, (pieces) => {
        const queue = new MergeQueue<Ready>(true);
        const merged: number[] = [];
        for (const { first, count, skip } of pieces) {
          if (skip) queue.skip(first);
          else queue.offer({ first, count });
          merged.push(...drain(queue));
        }
        const due = pieces
          .filter(({ skip }) => !skip)
          .flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index));
        assert.deepEqual(
          merged,
          due.sort((a, b) => a - b),
        );
        assert.equal(queue.length, 0);
        assert.equal(queue.frontier, 1 + pieces.reduce((total, { count }) => total + count, 0));
      }),
    );
  });

  it('unordered, gives every result exactly once as it came', () => {
    fc.assert(
      fc.property(arrivals, (pieces) => {
        const queue = new MergeQueue<Ready>(false);
        const offered = pieces.filter(({ skip }) => !skip);
        for (const { first, count, skip } of pieces) skip ? queue.skip(first) : queue.offer({ first, count });
        assert.deepEqual(
          drain(queue),
          offered.flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index)),
        );
        assert.equal(queue.frontier, 1 + pieces.reduce((total, { count }) => total + count, 0));
      }),
    );
  });
});
