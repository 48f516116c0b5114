import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../../../src/jobs/disk/journal.ts';
import type { JobWork } from '../../../src/model/job-report.ts';
import type { FakeSandboxRecord } from '../../helpers/fake-runtime.ts';
import { Hold } from '../../helpers/hold.ts';
import { journalled } from '../../helpers/journalled.ts';
import { type FakeJobOptions, runFakeJob } from '../../helpers/run-fake-job.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';

const fragments = 30;
const program = sampleProgram('work', fragments);
/** Workers by turns on two machines and on the chief's own. */
const machines = [null, 'north', 'south'];
const node = ({ role, nth }: FakeSandboxRecord) => (role === 'worker' ? machines[nth % 3]! : null);
const cpuSeconds = ({ role }: FakeSandboxRecord) => ({ splitter: 1, worker: 2, merger: 4 })[role];
const peakMemory = ({ role, nth }: FakeSandboxRecord) => (role === 'worker' ? nth * 10 : 5);

async function workOf(options: FakeJobOptions): Promise<JobWork> {
  const told: JobWork[] = [];
  const { report } = await runFakeJob({
    program,
    node,
    cpuSeconds,
    peakMemory,
    ...options,
    onWork: (work) => told.push(work),
  });
  assert.equal(told.length, 1, JSON.stringify(report.job.failure));
  return told[0]!;
}

const attemptsOf = ({ machines }: JobWork, name: string | null) =>
  machines.find(({ node }) => node === name)?.attempts ?? 0;
const sum = ({ machines }: JobWork) => machines.reduce((total, { attempts }) => total + attempts, 0);

describe('what all runs of a job took', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-work-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has every try on the machine where it was', async () => {
    const alone = await workOf({ workers: 1 });
    assert.deepEqual(alone, {
      machines: [{ node: 'north', attempts: fragments }],
      fromEarlierProcessor: 0,
      cpuSeconds: { splitter: 1, worker: 2, merger: 4 },
      peakMemory: { splitter: 5, worker: 10, merger: 5 },
    });
    // One that is slow may be tried a second time elsewhere.
    const work = await workOf({ workers: 3 });
    assert.ok(sum(work) >= fragments);
    assert.ok(work.machines.every(({ node }) => machines.includes(node)));
  });

  it('has the tries that were lost with their worker, and those that failed', async () => {
    const dying = new Set([2, 3]);
    const work = await workOf({
      workers: 1,
      onError: 'skip',
      program: {
        ...program,
        process: (fragment) => {
          if (fragment.toString() === 'work 7') throw new Error('no');
          return fragment;
        },
      },
      // The first worker dies of its second fragment, and the one that takes its place of the third.
      interfere: ({ role, step, fragment }) =>
        role === 'worker' && step === 'process' && dying.delete(fragment!) ? { act: 'die' } : undefined,
    });
    assert.ok(attemptsOf(work, 'north') > 0 && attemptsOf(work, 'south') > 0);
    assert.ok(sum(work) >= fragments + 2, `${sum(work)} tries`);
  });

  it('goes on where a run that was stopped was', async () => {
    const stop = new AbortController();
    const first = await workOf({
      folder,
      workers: 3,
      signal: stop.signal,
      interfere: ({ role, step, fragment }) => {
        if (role === 'worker' && step === 'process' && fragment! > 12) stop.abort();
        return undefined;
      },
    });
    const { records } = await readJournal(folder);
    assert.ok(records.some(({ type }) => type === 'tries'));
    const all = await workOf({ folder, workers: 3, resuming: true, peakMemory: () => 1 });
    assert.ok(sum(first) > 0);
    assert.ok(sum(all) >= fragments, 'no result is without its try');
    for (const machine of machines) assert.ok(attemptsOf(all, machine) >= attemptsOf(first, machine));
    for (const role of ['splitter', 'worker', 'merger'] as const) {
      assert.ok(all.cpuSeconds[role]! > first.cpuSeconds[role]!, role);
      assert.equal(all.peakMemory[role], first.peakMemory[role], role);
    }
  });

  it('is known as far as the journal knows results where the chief died', async () => {
    const hold = new Hold();
    const held = (fragment: Buffer) =>
      Number(fragment.toString().split(' ')[1]) > 12
        ? hold.process(fragment)
        : program.process!(fragment, () => {});
    const running = workOf({ folder, workers: 1, program: { ...program, process: held } });
    await hold.begun(1);
    await journalled(folder, 12);
    // What a power cut would leave.
    const dead = `${folder}-dead`;
    try {
      await cp(folder, dead, { recursive: true });
      hold.release();
      await running;
      const again = new Set<string>();
      const counting = (fragment: Buffer) => {
        again.add(fragment.toString());
        return program.process!(fragment, () => {});
      };
      const work = await workOf({
        ...{ folder: dead, workers: 1, resuming: true, node: () => 'other' },
        program: { ...program, process: counting },
      });
      assert.equal(attemptsOf(work, 'other'), again.size);
      assert.equal(attemptsOf(work, 'north'), fragments - again.size, 'those of before');
      assert.ok(again.size <= fragments - 12);
    } finally {
      await rm(dead, { recursive: true, force: true });
    }
  });
});
