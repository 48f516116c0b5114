import assert from 'node:assert/strict';
import { unknownCpu } from '../../../src/model/job-report.ts';
import { runFakeJob } from '../../helpers/run-fake-job.ts';

const program = { split: () => ['a', 'b', 'c'].map((text) => Buffer.from(text)) };
const byRole = { splitter: 1, worker: 2, merger: 4 };

describe('the processor time in a job’s report', () => {
  it('is that of all containers of a role together, replaced ones and those that live on included', async () => {
    const { report, runtime } = await runFakeJob({
      program,
      workers: 1,
      interfere: ({ nth, step }) =>
        nth === 1 && ['exhausted', 'results', 'finish'].includes(step) ? { act: 'die' } : undefined,
      cpuSeconds: ({ role }) => byRole[role],
    });
    assert.equal(report.job.failure, null);
    assert.equal(runtime.sandboxes.length, 6);
    assert.deepEqual(report.job.cpuSeconds, { splitter: 2, worker: 4, merger: 8 });
  });

  it('is unknown where it cannot be read', async () => {
    const { report } = await runFakeJob({ program });
    assert.deepEqual(report.job.cpuSeconds, unknownCpu);
  });
});
