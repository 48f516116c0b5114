import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFinishedJob, writeFinishedJob } from '../../src/home/finished-job.ts';
import { type JobSummary, unknownPeaks } from '../../src/model/job-report.ts';
import { reportOf } from '../helpers/stored-things.ts';

describe('a finished job', () => {
  it('is read as it was written, and with unknown peaks of memory where none were noted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-finished-'));
    try {
      assert.equal(await readFinishedJob(folder), null);
      const job = reportOf('x');
      const { peakMemory: _, ...old } = job;
      for (const [written, read] of [
        [job, job],
        [old as JobSummary, { ...old, peakMemory: unknownPeaks }],
      ] as const) {
        await writeFinishedJob(folder, { type: 'report', job: written, results: 'results.tar' }, null);
        const report = { type: 'report', job: read, results: 'results.tar' };
        assert.deepEqual(await readFinishedJob(folder), { report, publishing: null });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
