import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type JobContext, runJob } from '../../../src/jobs/run-job.ts';
import { failure } from '../../../src/model/failures.ts';
import type { JobReport } from '../../../src/model/job-report.ts';
import type { JobRequest } from '../../../src/model/job-request.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief } from '../../helpers/served-chief.ts';

/** What was printed last comes by an engine while containers are removed, after the failure came by the bridge. */
async function failing(request: JobRequest, context: JobContext): Promise<JobReport> {
  const report = await runJob(request, { ...context, emit: () => {}, onClosing: () => {} });
  const closing = async () => {
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    context.emit({ type: 'log', role: 'worker', worker: 1, fragment: 1, text: 'my last words' });
  };
  context.onClosing!(closing());
  const cause = failure('user-error', 'process', 'division by zero');
  return { ...report, results: null, job: { ...report.job, state: 'failed', failure: cause } };
}

describe('what a failed job printed last', () => {
  it('is in its log as soon as it is told that it has failed', async () => {
    const served = await ServedChief.start({
      programs: { sample: sampleProgram('sample', 1) },
      runJob: failing,
    });
    try {
      const ann = await served.account('ann');
      const { id } = await served.submit(ann, 'sample');
      assert.equal((await served.ended(ann, id)).state, 'failed');
      const { path } = granted(await served.chief.logs(ann, id));
      assert.match(await readFile(path, 'utf8'), /my last words/);
    } finally {
      await served.end();
    }
  });
});
