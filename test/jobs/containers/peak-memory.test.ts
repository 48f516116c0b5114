import assert from 'node:assert/strict';
import type { JobControl } from '../../../src/jobs/run-job.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { unknownPeaks } from '../../../src/model/job-report.ts';
import type { FakeProgram } from '../../helpers/fake-script.ts';
import { clean, runFakeJob } from '../../helpers/run-fake-job.ts';

const MiB = 1024 * 1024;
const program: FakeProgram = {
  split: () => ['a', 'b', 'c'].map((text) => Buffer.from(text)),
};
const finding: Finding = {
  ...{ rule: 'BUT301', severity: 'error', message: 'm', help: 'h' },
  ...{ file: 'Split.py', line: 1, column: 1, endLine: 1, endColumn: 2 },
};
const byRole = { splitter: 10 * MiB, worker: 20 * MiB, merger: 30 * MiB };

describe('the peak memory in a job’s report', () => {
  it('is there of a job that is done: of those that ended by themselves, and of workers that live on', async () => {
    const { report } = await runFakeJob({ program, peakMemory: ({ role }) => byRole[role] });
    assert.equal(report.job.state, 'done');
    assert.deepEqual(report.job.peakMemory, byRole);
  });

  it('is the highest of a role, be it of one that was replaced', async () => {
    const { report, runtime } = await runFakeJob({
      program,
      workers: 1,
      interfere: ({ nth, step, role }) =>
        nth === 1 && ['exhausted', 'results', 'finish'].includes(step)
          ? { act: 'die', peakMemoryBytes: 9 * byRole[role] }
          : undefined,
      peakMemory: ({ role }) => byRole[role],
    });
    assert.equal(report.job.failure, null);
    assert.equal(runtime.sandboxes.length, 6);
    const { splitter, worker, merger } = byRole;
    assert.deepEqual(report.job.peakMemory, {
      splitter: 9 * splitter,
      worker: 9 * worker,
      merger: 9 * merger,
    });
  });

  it('is as of the end: of work that is still going on when the job has its outcome, too', async () => {
    let peak = MiB;
    const { report } = await runFakeJob({
      program: {
        split: () => [Buffer.from('good'), Buffer.from('bad')],
        process: (fragment) => {
          peak = 64 * MiB;
          if (String(fragment) === 'bad') throw new Error('no');
          return fragment;
        },
      },
      peakMemory: ({ role }) => (role === 'worker' ? peak : null),
    });
    assert.equal(report.job.failure?.code, 'user-error');
    assert.deepEqual(report.job.peakMemory, { ...unknownPeaks, worker: 64 * MiB });
  });

  it('counts workers that were let go', async () => {
    let control: JobControl | null = null;
    const { report, runtime } = await runFakeJob({
      program: {
        split: () => Array.from({ length: 50 }, (_, number) => Buffer.from([number])),
        merge: () => control?.resize(1),
      },
      workers: 3,
      onControl: (handle) => {
        control = handle;
      },
      peakMemory: ({ role, nth }) => (role === 'worker' ? nth * MiB : null),
    });
    assert.equal(report.job.failure, null);
    const workers = runtime.sandboxes.filter(({ role }) => role === 'worker').length;
    assert.ok(workers > 1);
    assert.equal(report.job.peakMemory.worker, workers * MiB);
  });

  it('does not wait for containers that are still dying', async () => {
    let die = () => {};
    const dying = new Promise<void>((resolve) => {
      die = resolve;
    });
    let closing: Promise<void> | null = null;
    const { report, runtime } = await runFakeJob({
      program,
      workers: 1,
      beforeKill: () => dying,
      onClosing: (closed) => {
        closing = closed;
      },
      peakMemory: ({ role }) => byRole[role],
    });
    assert.equal(runtime.alive, 1, 'the worker');
    assert.deepEqual(report.job.peakMemory, byRole);
    die();
    await closing;
    assert.equal(runtime.alive, 0);
  });

  it('is unknown where it cannot be read, and where nothing ran', async () => {
    const unread = await runFakeJob({ program });
    const refused = await runFakeJob({
      check: { ...clean, errors: 1, refused: true, findings: [finding] },
      peakMemory: () => MiB,
    });
    for (const { report } of [unread, refused]) assert.deepEqual(report.job.peakMemory, unknownPeaks);
  });
});
