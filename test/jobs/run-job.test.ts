import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { JobControl } from '../../src/jobs/run-job.ts';
import type { FakeRuntime } from '../helpers/fake-runtime.ts';
import type { FakeAction, FakePoint, FakeProgram, FakeStep } from '../helpers/fake-script.ts';
import { clean, type FakeJobOutcome, runFakeJob } from '../helpers/run-fake-job.ts';

const fragments = 60;

/** Sixty fragments, each result written down in the order of merging. */
const program: FakeProgram = {
  split: () => fragmentsUpTo(fragments),
  process: (fragment) => Buffer.from(fragment.toString().toUpperCase()),
  merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'merged'), `${result}\n`),
  finish: ({ resultsFolder }) => appendFile(join(resultsFolder, 'merged'), 'finished\n'),
};

function* fragmentsUpTo(count: number): Generator<Buffer> {
  for (let number = 1; number <= count; number += 1) yield Buffer.from(`fragment ${number}`);
}

function expectDone(outcome: FakeJobOutcome, counts: object = {}): void {
  assert.equal(outcome.report.job.failure, null);
  assert.equal(outcome.report.job.state, 'done');
  assert.equal(outcome.runtime.alive, 0);
  assert.equal(outcome.runtime.openJobs, 0);
  const { retried: _, ...rest } = outcome.report.job.counts;
  assert.deepEqual(rest, {
    fragments,
    results: fragments,
    merged: fragments,
    failed: 0,
    skipped: 0,
    ...counts,
  });
}

describe('runJob', () => {
  let faultless: Buffer;

  before(async () => {
    const outcome = await runFakeJob({ program });
    expectDone(outcome);
    faultless = outcome.tar!;
    assert.ok(faultless.includes('FRAGMENT 59\nFRAGMENT 60\nfinished\n'));
  });

  it('tells states in order, then reports last', async () => {
    const { events, report } = await runFakeJob({ program });
    const states = events.flatMap((event) => (event.type === 'state' ? [event.stage ?? event.state] : []));
    assert.deepEqual(states, ['checking', 'image', 'containers', 'running', 'packing']);
    assert.equal(events[0]?.type, 'job');
    assert.equal(events.at(-1), report);
    assert.equal(report.job.bytes.in, report.job.bytes.out);
  });

  it('says in its report what is to be said of the engine, and refuses where the engine does', async () => {
    const warned = await runFakeJob({ program, engine: { warnings: ['no limit holds'] } });
    expectDone(warned);
    assert.deepEqual(warned.report.job.warnings, ['no limit holds']);
    assert.ok(warned.events.some((event) => event.type === 'warning' && event.message === 'no limit holds'));
    const refusal = { message: 'It cannot bound memory.', help: 'Give it control groups.' };
    const { report, runtime } = await runFakeJob({ program, engine: { refusal } });
    const { code, message, help } = report.job.failure!;
    assert.deepEqual([code, message, help], ['engine-unavailable', refusal.message, refusal.help]);
    assert.equal(runtime.sandboxes.length, 0);
  });

  it('starts no more workers than there are fragments for', async () => {
    const started = async (count: number) => {
      const { runtime } = await runFakeJob({
        program: { ...program, split: () => fragmentsUpTo(count) },
        workers: 4,
      });
      return runtime.sandboxes.filter(({ role }) => role === 'worker').length;
    };
    assert.equal(await started(0), 1);
    assert.equal(await started(1), 1);
    assert.equal(await started(60), 4);
  });

  it('ends its workers as soon as nothing is left to be processed, and not only when all is merged', async () => {
    let runtime: FakeRuntime | null = null;
    const workersAlive = () => runtime!.sandboxes.some(({ role, alive }) => role === 'worker' && alive);
    const outcome = await runFakeJob({
      program: {
        ...program,
        finish: async (...told) => {
          while (workersAlive()) await setImmediate();
          await program.finish!(...told);
        },
      },
      workers: 3,
      onRuntime: (made) => {
        runtime = made;
      },
    });
    expectDone(outcome);
    assert.deepEqual(outcome.tar, faultless);
    assert.equal(outcome.runtime.sandboxes.filter(({ role }) => role === 'worker').length, 3);
  });

  it('gives the same bytes whatever dies wherever', async function () {
    this.timeout(120_000);
    const role = fc.constantFrom('splitter', 'worker', 'merger') as fc.Arbitrary<FakePoint['role']>;
    const steps: FakeStep[] = [
      'hello',
      'ready',
      'yield',
      'fragments',
      'process',
      'results',
      'merge',
      'merged',
      'finish',
      'finished',
      'bye',
    ];
    const death = fc.record({
      role,
      step: fc.constantFrom(...steps),
      nth: fc.integer({ min: 1, max: 3 }),
      after: fc.nat(40),
      oomKilled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(death, { maxLength: 2 }), fc.boolean(), async (deaths, ordered) => {
        const passed = deaths.map(() => 0);
        const outcome = await runFakeJob({
          program,
          ordered,
          retries: 5,
          interfere: (point): FakeAction | undefined => {
            for (const [index, { role, step, nth, after, oomKilled }] of deaths.entries()) {
              if (point.role !== role || point.step !== step || point.nth !== nth) continue;
              passed[index]! += 1;
              if (passed[index] === after + 1) return { act: 'die', exitCode: 137, oomKilled };
            }
            return undefined;
          },
        });
        expectDone(outcome);
        if (ordered) assert.ok(outcome.tar!.equals(faultless), 'other bytes than without faults');
        else {
          const sorted = (tar: Buffer) =>
            tar
              .toString()
              .split('\n')
              .filter((line) => line.startsWith('F'))
              .sort();
          assert.deepEqual(sorted(outcome.tar!), sorted(faultless));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('retries a fragment singly, blames the right one, and keeps its bundle', async () => {
    const { report, events, left } = await runFakeJob({
      program,
      interfere: ({ step, fragment }) =>
        step === 'process' && fragment === 17 ? { act: 'die', exitCode: 139 } : undefined,
    });
    assert.equal(report.job.state, 'failed');
    assert.equal(report.job.failure?.code, 'crashed');
    assert.equal(report.job.failure?.fragment, 17);
    assert.match(report.job.failure!.message, /SIGSEGV/);
    assert.match(report.job.failure!.bundle!, /bundles\/17$/);
    assert.ok(left.includes('bundles'));
    const retries = events.filter((event) => event.type === 'retry');
    assert.ok(retries.length >= 2);
  });

  it('leaves failed fragments out on request, within the bound', async () => {
    const failing: FakeProgram = {
      ...program,
      process(fragment) {
        if (fragment.toString().endsWith('7')) throw new Error('sevens are unlucky');
        return fragment;
      },
    };
    const skipped = await runFakeJob({ program: failing, onError: 'skip' });
    expectDone(skipped, { results: 54, merged: 54, failed: 6, skipped: 6 });
    assert.equal(skipped.events.filter((event) => event.type === 'failure').length, 6);
    const { leftOut = [] } = skipped.report.job;
    assert.deepEqual(
      leftOut.map(({ fragment }) => fragment),
      [7, 17, 27, 37, 47, 57],
    );
    assert.deepEqual([leftOut[0]!.code, leftOut[0]!.begins], ['user-error', "b'fragment 7'"]);
    assert.match(leftOut[0]!.message, /sevens are unlucky/);
    const bounded = await runFakeJob({ program: failing, onError: 'skip', maxFailed: { count: 3 } });
    assert.equal(bounded.report.job.failure?.code, 'too-many-failures');
    const percent = await runFakeJob({ program: failing, onError: 'skip', maxFailed: { percent: 9 } });
    assert.equal(percent.report.job.failure?.code, 'too-many-failures');
    const enough = await runFakeJob({ program: failing, onError: 'skip', maxFailed: { percent: 10 } });
    assert.equal(enough.report.job.state, 'done');
  });

  it('does not retry an exception of user code', async () => {
    let calls = 0;
    const { report } = await runFakeJob({
      program: {
        ...program,
        process() {
          calls += 1;
          throw new Error('no');
        },
      },
      workers: 1,
    });
    assert.equal(report.job.failure?.code, 'user-error');
    assert.equal(report.job.failure?.fragment, 1);
    assert.equal(calls, 1);
  });

  it('gives an out-of-memory retry twice the memory, up to the cap', async () => {
    const memories: number[] = [];
    const outcome = await runFakeJob({
      program,
      workers: 1,
      limits: { memory: 100, memoryCap: 300 },
      retries: 3,
      interfere: ({ role, step, nth, fragment }) => {
        if (role !== 'worker' || step !== 'process' || fragment !== 5) return undefined;
        return nth < 4 ? { act: 'die', oomKilled: true } : undefined;
      },
    });
    expectDone(outcome);
    for (const { role, memoryBytes } of outcome.runtime.sandboxes)
      if (role === 'worker') memories.push(memoryBytes);
    assert.deepEqual(memories, [100, 200, 300, 300]);
  });

  it('stops the splitter at the window while one fragment is slow', async () => {
    let release: () => void = () => {};
    const held = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    let yielded = 0;
    let most = 0;
    let before = -1;
    let released = false;
    const outcome = await runFakeJob({
      program: {
        ...program,
        *split() {
          for (yielded = 1; yielded <= 500; yielded += 1) {
            most = yielded;
            yield Buffer.from(`fragment ${yielded}`);
          }
        },
      },
      limits: { windowFragments: 40 },
      interfere: ({ step, fragment }) => (step === 'process' && fragment === 1 ? held : undefined),
      onEvent: (event) => {
        if (released || event.type !== 'progress' || event.counts.results === 0) return;
        assert.ok(most <= 41, `the splitter went on to ${most}`);
        released = event.counts.merged === 0 && event.counts.results === before;
        if (released) release();
        before = event.counts.results;
      },
    });
    expectDone(outcome, { fragments: 500, results: 500, merged: 500 });
    const lines = outcome.tar!.toString('latin1').match(/FRAGMENT \d+/g)!;
    assert.deepEqual(
      lines,
      Array.from({ length: 500 }, (_, index) => `FRAGMENT ${index + 1}`),
    );
  });

  it('fails at once when a file cannot be loaded, and ends what it started', async () => {
    const { report, runtime } = await runFakeJob({
      program,
      interfere: ({ role, step }) =>
        role === 'merger' && step === 'ready'
          ? { act: 'fail', failed: { code: 'import-error', message: 'no module' } }
          : undefined,
    });
    assert.equal(report.job.failure?.code, 'import-error');
    assert.equal(report.job.failure?.stage, 'preparing');
    assert.equal(runtime.alive, 0);
  });

  it('ends a container that says what it may not, and only after the retries the job', async () => {
    const forged = Buffer.from('{"type":"merged","first":1,"count":1}\n');
    const { report } = await runFakeJob({
      program,
      interfere: ({ role, step }) =>
        role === 'worker' && step === 'results' ? { act: 'say', bytes: forged } : undefined,
    });
    assert.equal(report.job.failure?.code, 'protocol');
    const twice = await runFakeJob({
      program,
      interfere: ({ role, step, nth }) =>
        role === 'worker' && step === 'results' && nth === 1 ? { act: 'twice' } : undefined,
    });
    expectDone(twice);
    assert.ok(twice.tar!.equals(faultless));
  });

  it('is cancelled at any time, with nothing left running', async () => {
    for (const when of ['checking', 'containers', 'running', 'packing']) {
      const stop = new AbortController();
      const { report, runtime } = await runFakeJob({
        program,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type === 'state' && (event.stage ?? event.state) === when) stop.abort();
        },
      });
      assert.equal(report.job.state, 'cancelled', when);
      assert.equal(runtime.alive, 0);
      assert.equal(runtime.openJobs, 0);
    }
  });

  it('starts nothing for a refused package', async () => {
    const finding = { rule: 'BUT301', severity: 'error', message: 'm', help: 'h', file: 'Split.py' } as const;
    const { report, runtime, events } = await runFakeJob({
      program,
      check: {
        ...clean,
        errors: 1,
        refused: true,
        findings: [{ ...finding, line: 3, column: 1, endLine: 3, endColumn: 2 }],
      },
    });
    assert.equal(report.job.state, 'refused');
    assert.equal(report.job.failure?.code, 'package-refused');
    assert.equal(report.job.failure?.line, 3);
    assert.equal(runtime.sandboxes.length, 0);
    assert.ok(events.some((event) => event.type === 'finding'));
  });

  it('gets and gives up workers while it runs, and loses nothing by it', async () => {
    const sizes = [1, 4, 2, 3, 1];
    let control: JobControl | undefined;
    const outcome = await runFakeJob({
      program,
      workers: 2,
      onControl: (given) => {
        control = given;
      },
      interfere: ({ step, fragment }) => {
        if (step === 'process' && fragment! % 10 === 0) control!.resize(sizes[fragment! / 10 - 1] ?? 1);
        return undefined;
      },
    });
    expectDone(outcome, {});
    assert.ok(outcome.tar!.equals(faultless));
    assert.ok(outcome.runtime.sandboxes.filter(({ role }) => role === 'worker').length > 4);
  });

  it('finishes without fragments', async () => {
    const outcome = await runFakeJob({ program: { ...program, split: () => [] } });
    expectDone(outcome, { fragments: 0, results: 0, merged: 0 });
    assert.ok(outcome.tar!.includes('finished'));
  });
});
