import assert from 'node:assert/strict';
import { canBeMended } from '../../../../src/cli/remote/wait/can-be-mended.ts';
import { failure } from '../../../../src/model/failures.ts';
import { type JobSummary, unknownPeaks } from '../../../../src/model/job-report.ts';
import { isPurged, purgedReport } from '../../../../src/store/purged-report.ts';

describe('a job that failed by its package', () => {
  const failed: JobSummary = {
    ...{ id: 'a1', name: 'words', state: 'failed', package: null, dataset: null, workers: 2, engine: 'fake' },
    counts: { fragments: 7, results: 6, merged: 0, failed: 1, skipped: 0, retried: 0 },
    ...{ bytes: { in: 1, out: 1 }, seconds: { preparing: 1, running: 1, packing: 0 } },
    ...{ peakMemory: unknownPeaks, distributions: [], warnings: [] },
    failure: failure('user-error', 'process', 'KeyError', { fragment: 3 }),
  };
  const job = { options: { resume: true } } as Parameters<typeof canBeMended>[0];

  it('can be mended, unless its package was purged', () => {
    assert.equal(canBeMended(job, failed), true);
    assert.equal(isPurged(failed), false);
    const purged = purgedReport(failed);
    assert.equal(isPurged(purged), true);
    assert.equal(canBeMended(job, purged), false);
    assert.match(purged.failure!.help, /^Nothing is kept of the job; submit/);
  });
});
