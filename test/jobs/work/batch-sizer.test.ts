import assert from 'node:assert/strict';
import { maxBatch } from '../../../src/bridge/sizes.ts';
import {
  BatchSizer,
  gatherMsFor,
  leastSecondsFor,
  targetSecondsFor,
} from '../../../src/jobs/work/batch-sizer.ts';

/** A sizer that has seen enough fragments of that pace to have grown. */
function sizerAt(secondsPerFragment: number): BatchSizer {
  const sizer = new BatchSizer();
  for (let batch = 0; batch < 20; batch += 1) sizer.measured(100, 100 * secondsPerFragment);
  return sizer;
}

describe('BatchSizer', () => {
  it('fills a tenth of a second, and grows to that step by step', () => {
    const sizer = new BatchSizer();
    const sizes = [sizer.next(100_000, 1)];
    for (let batch = 0; batch < 8; batch += 1) {
      sizer.measured(1, 2e-5);
      sizes.push(sizer.next(100_000, 1));
    }
    assert.deepEqual(sizes, [1, 4, 16, 64, 256, 1024, 4096, 5000, 5000]);
    assert.equal(sizerAt(0.001).next(100_000, 1), 100);
    assert.equal(sizerAt(1e-6).next(100_000, 1), maxBatch);
    assert.equal(sizerAt(1).next(100_000, 1), 1);
  });

  it('fills more where there are very many workers, so that the chief keeps up with them', () => {
    assert.deepEqual(
      [1, 200, 400, 1000, 3000].map((workers) => targetSecondsFor(workers)),
      [0.1, 0.1, 0.2, 0.5, 1.5],
    );
    assert.deepEqual([1, 200, 201, 1000].map(gatherMsFor), [null, null, 101, 500]);
    const sizer = new BatchSizer();
    for (let batch = 0; batch < 20; batch += 1) sizer.measured(1, 0.02, targetSecondsFor(1000));
    assert.equal(sizer.next(100_000, 1), 25);
  });

  it('gives each worker its part of what waits', () => {
    assert.equal(sizerAt(0.001).next(40, 1 / 2), 20);
    assert.equal(sizerAt(0.001).next(41, 1 / 4), 11);
  });

  it('does not cut small a rest that is no work to speak of', () => {
    const fast = sizerAt(2e-6);
    let rest = 5332;
    const batches = [];
    while (rest > 0) {
      const size = Math.min(rest, fast.next(rest, 1 / 2));
      batches.push(size);
      rest -= size;
    }
    assert.deepEqual(batches, [4000, 1332]);
  });

  it('leaves others without where very many workers would share little into batches of one', () => {
    assert.deepEqual([1, 200, 400, 1000, 3000].map(leastSecondsFor), [0.008, 0.008, 0.05, 0.2, 0.7]);
    assert.equal(sizerAt(0.02).next(500, 1 / 1000, leastSecondsFor(1000)), 5, 'no more than its target');
    const sizer = new BatchSizer();
    for (let batch = 0; batch < 20; batch += 1) sizer.measured(1, 0.02, targetSecondsFor(1000));
    assert.equal(sizer.next(500, 1 / 1000, leastSecondsFor(1000)), 10);
    assert.equal(sizerAt(1).next(500, 1 / 1000, leastSecondsFor(1000)), 1, 'slow ones travel alone');
  });

  it('counts a slow fragment at once, and fast ones little by little', () => {
    const sizer = sizerAt(1e-6);
    sizer.measured(10, 10);
    assert.equal(sizer.next(100_000, 1), 1);
    assert.equal(sizer.depth, 1);
    sizer.measured(10, 10 * 1e-6);
    assert.equal(sizer.next(100_000, 1), 1);
  });
});
