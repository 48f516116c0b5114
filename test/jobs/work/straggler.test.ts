import assert from 'node:assert/strict';
import fc from 'fast-check';
import { simulateWorkers } from '../../helpers/simulate-workers.ts';

describe('one worker that is 20 times slower than the others', () => {
  it('makes a job take at most 1.5 times as long as the best division of its work would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        // From 10 µs to 3 s, as likely short as long.
        fc.double({ min: -2, max: 3.5, noNaN: true }).map((exponent) => 10 ** exponent),
        fc.constantFrom(64, 1024 * 1024),
        (fast, fragmentMs, fragmentBytes) => {
          const paces = [...new Array<number>(fast).fill(1), 20];
          const speed = paces.reduce((total, pace) => total + 1 / pace, 0);
          const fragments = Math.min(100_000, Math.round((10_000 * speed) / fragmentMs));
          const idealMs = (fragments * fragmentMs) / speed;
          const tookMs = simulateWorkers({ fragments, fragmentMs, paces, fragmentBytes });
          assert.ok(tookMs <= 1.5 * idealMs, `${fragments} of ${fragmentMs} ms: ${tookMs / idealMs}`);
        },
      ),
      { numRuns: 25 },
    );
  });
});
