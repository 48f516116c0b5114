import assert from 'node:assert/strict';
import { type JobSummary, unknownPeaks } from '../../../src/model/job-report.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { reportOf } from '../../helpers/stored-things.ts';

describe('a report that was stored before peaks of memory were noted', () => {
  it('has unknown ones and all else, also of a package that is purged', async () => {
    const store = new SqliteStore(':memory:');
    const by = { actor: 'operator', atMs: 1 };
    const digest = 'sha256:a';
    await store.accounts.create({ name: 'ann', admin: false }, by);
    const stored = { digest, name: 'words', files: 3, bytes: 9, manifest: null };
    await store.packages.add('ann', stored, 1, 99);
    const job = { id: 'old', account: 'ann', name: 'words', package: digest, dataset: null };
    await store.jobs.accept({ ...job, options: plainOptions, createdAtMs: 1 }, { overall: 9, perAccount: 9 });
    const { peakMemory: _, ...old } = reportOf('x');
    const moved = await store.jobs.move('old', ['queued'], 'failed', { report: old as JobSummary });
    assert.deepEqual(moved?.report, { ...old, peakMemory: unknownPeaks });
    await store.packages.purge(digest, 'ann', 'it forged frames', by);
    const purged = await store.jobs.find('old', 'ann');
    assert.deepEqual(purged?.report?.peakMemory, unknownPeaks);
    assert.deepEqual(purged.report.counts, old.counts);
    await store.close();
  });
});
