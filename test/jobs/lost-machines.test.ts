import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostMachines } from '../../src/jobs/containers/after-death.ts';
import type { FakeRuntime, FakeSandboxRecord } from '../helpers/fake-runtime.ts';
import type { FakeInterference } from '../helpers/fake-script.ts';
import { Hold } from '../helpers/hold.ts';
import { type FakeJobOptions, runFakeJob } from '../helpers/run-fake-job.ts';
import { sampleProgram } from '../helpers/sample-program.ts';

const fragments = 8;
const program = sampleProgram('machines', fragments);
const node = ({ role, nth }: FakeSandboxRecord) => (role === 'worker' ? `h${nth}` : null);

/** Whoever has this fragment in hand is lost with its machine. */
function killedBy(fragment: number): FakeInterference {
  return (point) =>
    point.step === 'process' && point.fragment === fragment ? { act: 'die', lostWith: 'node' } : undefined;
}

describe('lost machines', () => {
  let undisturbed: Buffer;

  before(async () => {
    undisturbed = (await runFakeJob({ program })).tar!;
  });

  it('cost no tries, and change no byte', async () => {
    const loss = fc.record({
      nth: fc.integer({ min: 1, max: 4 }),
      step: fc.constantFrom('ready' as const, 'process' as const, 'results' as const),
      after: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(loss, { maxLength: mostMachines - 1, selector: ({ nth }) => nth }),
        async (losses) => {
          const passed = losses.map(() => 0);
          const interfere: FakeInterference = (point) => {
            for (const [index, { nth, step, after }] of losses.entries()) {
              if (point.role !== 'worker' || point.nth !== nth || point.step !== step) continue;
              passed[index]! += 1;
              if (passed[index]! > after) return { act: 'die', lostWith: 'node' };
            }
            return undefined;
          };
          const { report, tar } = await runFakeJob({ program, interfere, node, retries: 0 });
          assert.equal(report.job.failure, null, report.job.failure?.message);
          assert.ok(tar!.equals(undisturbed));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('spend the fragment that three were lost with, and no other', async () => {
    const options: FakeJobOptions = { program, node, interfere: killedBy(3), retries: 0, workers: 2 };
    const failed = await runFakeJob(options);
    const { failure } = failed.report.job;
    assert.deepEqual([failure?.code, failure?.fragment], ['machine-lost', 3]);
    assert.match(
      failure!.message,
      /^the worker on fragment 3 was lost with machine h\d; by now 3 machines were lost while they had this/,
    );
    const machines = failed.report.job.machines!;
    assert(machines.every(({ name, workers }) => /^h\d$/.test(name!) && workers === 1));
    assert.equal(
      machines.reduce((sum, { lost }) => sum + lost, 0),
      3,
      'the report has each machine, and what was lost with it',
    );
    const reasons = failed.events.flatMap((event) => (event.type === 'retry' ? [event.reason] : []));
    assert.equal(reasons.length, mostMachines - 1);
    for (const reason of reasons)
      assert.match(
        reason,
        /^the worker on (?:one of fragments \d to|fragment) \d was lost with machine h\d$/,
      );

    const skipped = await runFakeJob({ ...options, onError: 'skip' });
    assert.equal(skipped.report.job.state, 'done');
    assert.deepEqual(
      [skipped.report.job.counts.skipped, skipped.report.job.counts.merged],
      [1, fragments - 1],
    );
    assert.deepEqual(
      skipped.report.job.leftOut?.map(({ fragment, code }) => [fragment, code]),
      [[3, 'machine-lost']],
    );
  });

  it('end no job, however many are lost with nothing in hand', async () => {
    const interfere: FakeInterference = ({ role, nth, step }) =>
      role === 'worker' && nth <= 20 && step === 'ready' ? { act: 'die', lostWith: 'node' } : undefined;
    const { report, tar } = await runFakeJob({ program, interfere, node });
    assert.equal(report.job.failure, null, report.job.failure?.message);
    assert.ok(tar!.equals(undisturbed));
  });
});

describe('a worker that is to leave its machine', () => {
  it('finishes what it has in hand, gets nothing more, and has another in its place at once', async () => {
    const held = new Hold();
    let runtime: FakeRuntime | null = null;
    const had = new Map<number, number[]>();
    const interfere: FakeInterference = ({ role, nth, step, fragment }) => {
      if (role === 'worker' && step === 'process') had.set(nth, [...(had.get(nth) ?? []), fragment!]);
      return undefined;
    };
    const job = runFakeJob({
      program: { ...program, process: held.process },
      interfere,
      node,
      workers: 1,
      onRuntime: (made) => {
        runtime = made;
      },
    });
    await held.begun(1);
    const workers = () => runtime!.sandboxes.filter(({ role }) => role === 'worker');
    workers()[0]!.leave();
    // The second begins while the first still has its fragment in hand.
    await held.begun(2);
    assert.equal(workers().length, 2);
    held.release();
    const { report } = await job;
    assert.equal(report.job.failure, null, report.job.failure?.message);
    assert.equal(report.job.counts.retried, 0);
    assert.deepEqual(had.get(1), [1]);
    assert.equal(had.get(2)?.length, fragments - 1);
  });

  it('is no failure, however often there is one', async () => {
    const held = new Hold();
    let runtime: FakeRuntime | null = null;
    const job = runFakeJob({
      program: { ...program, process: held.process },
      workers: 1,
      onRuntime: (made) => {
        runtime = made;
      },
    });
    for (let count = 1; count <= fragments; count += 1) {
      await held.begun(count);
      runtime!.sandboxes.findLast(({ role }) => role === 'worker')!.leave();
    }
    held.release();
    const { report, tar } = await job;
    assert.equal(report.job.failure, null, report.job.failure?.message);
    assert.equal(report.job.counts.retried, 0);
    assert.ok(tar !== null);
  });
});
