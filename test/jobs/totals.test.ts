import assert from 'node:assert/strict';
import { noTotals, restoredTotals, summed } from '../../src/jobs/totals.ts';
import { unknownCpu, unknownPeaks } from '../../src/model/job-report.ts';

describe('totals', () => {
  it('begin with nothing', () => {
    assert.ok(Object.values(noTotals()).every((total) => total === 0));
  });

  it('go on with what an earlier run has kept, its bytes without their sizes; nothing is merged', () => {
    const restored = restoredTotals({
      ended: null,
      yielded: { count: 9, bytes: 90, digest: 'd' },
      results: [
        { first: 1, count: 3, offset: 0, length: 3 * 4 + 10, crc: 0 },
        {
          ...{ first: 4, count: 2, sizes: '', crc: 0 },
          payload: { segment: 'results-1', offset: 0, length: 5 },
        },
      ],
      skipped: [6],
      ...{ compared: { results: [], skipped: new Map() }, ofOtherProcessor: 0, triesAgain: false },
      done: { has: () => false },
      cacheBytes: 22,
      work: { machines: [], fromEarlierProcessor: 0, cpuSeconds: unknownCpu, peakMemory: unknownPeaks },
    });
    assert.deepEqual(summed(restored), {
      counts: { fragments: 9, results: 5, merged: 0, failed: 1, skipped: 1, retried: 0 },
      bytes: { in: 90, out: 15 },
    });
  });
});
