import assert from 'node:assert/strict';
import { unknownPeaks } from '../../src/model/job-report.ts';
import { purgedReport } from '../../src/store/purged-report.ts';

describe('purgedReport', () => {
  it('keeps figures, and no text that the package can have written', () => {
    const purged = purgedReport({
      ...{ id: 'a1', name: 'words', state: 'done', package: null, dataset: null, workers: 2, engine: 'fake' },
      counts: { fragments: 7, results: 7, merged: 7, failed: 0, skipped: 0, retried: 0 },
      ...{ bytes: { in: 1, out: 1 }, seconds: { preparing: 1, running: 1, packing: 0 } },
      ...{ peakMemory: unknownPeaks, distributions: [], warnings: ['evil text'], failure: null },
      files: { first: [{ path: 'evil name', bytes: 1 }], count: 1, bytes: 1 },
    });
    assert.equal(purged.counts.fragments, 7);
    assert.doesNotMatch(JSON.stringify(purged), /evil/);
  });
});
