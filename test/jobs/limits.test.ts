import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/model/clock.ts';
import type { FailureCode } from '../../src/model/failures.ts';
import type { Limits } from '../../src/model/limits.ts';
import type { FakeAction, FakePoint, FakeProgram } from '../helpers/fake-script.ts';
import { type FakeJobOutcome, runFakeJob } from '../helpers/run-fake-job.ts';

const fragments = 20;
const program: FakeProgram = {
  *split() {
    for (let number = 1; number <= fragments; number += 1) yield Buffer.alloc(1000, number);
  },
  merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'merged'), result),
};
const hang: FakeAction = { act: 'hang' };
const lines = (...messages: object[]) =>
  Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));

/** A sandbox that misbehaves at one place, and what the chief makes of it whatever the harness says. */
interface Case {
  readonly what: string;
  readonly at: (point: FakePoint) => boolean;
  readonly action?: FakeAction;
  readonly limits?: Partial<Limits>;
  readonly program?: FakeProgram;
  readonly code: FailureCode;
  /** Null: whichever sees it first. */
  readonly stage: string | null;
  readonly limit: string | null;
}

const cases: readonly Case[] = [
  {
    what: 'a fragment that takes for ever',
    at: ({ step, fragment }) => step === 'process' && fragment === 7,
    limits: { fragmentSeconds: 0.3 },
    ...{ code: 'fragment-timeout', stage: 'process', limit: 'fragmentSeconds' },
  },
  {
    what: 'a splitter that does not go on',
    at: ({ role, step, fragment }) => role === 'splitter' && step === 'yield' && fragment === 7,
    limits: { splitSeconds: 0.3 },
    ...{ code: 'splitter-stalled', stage: 'split', limit: 'splitSeconds' },
  },
  ...(['merge', 'finish', 'bye'] as const).map(
    (step): Case => ({
      what: `a merger that hangs at ${step}`,
      at: (point) => point.role === 'merger' && point.step === step,
      limits: { mergeSeconds: 0.3 },
      ...{ code: 'merge-timeout', stage: 'merge', limit: 'mergeSeconds' },
    }),
  ),
  {
    what: 'a merger that says bye and stays',
    at: ({ role, step }) => role === 'merger' && step === 'bye',
    action: { act: 'say', bytes: lines({ type: 'bye', count: fragments }), next: { act: 'hang' } },
    limits: { mergeSeconds: 0.3 },
    ...{ code: 'merge-timeout', stage: 'merge', limit: 'mergeSeconds' },
  },
  {
    what: 'a job that lasts too long',
    at: ({ step, fragment }) => step === 'process' && fragment === 7,
    limits: { jobSeconds: 0.3 },
    ...{ code: 'job-timeout', stage: 'process', limit: 'jobSeconds' },
  },
  {
    what: 'kept results beyond their space',
    at: ({ role, step }) => role === 'merger' && step === 'finish',
    limits: { cacheBytes: 10_000 },
    ...{ code: 'disk-limit', stage: 'process', limit: 'cacheBytes' },
  },
  {
    what: 'a results folder beyond its space',
    at: ({ role, step }) => role === 'merger' && step === 'finish',
    limits: { resultsBytes: 10_000 },
    ...{ code: 'disk-limit', stage: 'merge', limit: 'resultsBytes' },
  },
  {
    what: 'results that are too much at the very end',
    at: () => false,
    program: {
      ...program,
      finish: async ({ resultsFolder }) => {
        for (let n = 0; n < 30; n += 1) await writeFile(join(resultsFolder, `${n}`), Buffer.alloc(1000));
      },
    },
    limits: { resultsBytes: 40_000 },
    ...{ code: 'disk-limit', stage: null, limit: 'resultsBytes' },
  },
];

describe('limits of a running job, whatever its harness says', () => {
  for (const { what, at, action = hang, limits = {}, code, stage, limit, ...rest } of cases) {
    it(`end ${what}`, async () => {
      const { report, runtime } = await runFakeJob({
        program,
        ...rest,
        limits,
        retries: 0,
        interfere: (point) => (at(point) ? action : undefined),
      });
      const { failure } = report.job;
      assert.deepEqual(
        [failure?.code, failure?.stage, failure?.limit],
        [code, stage ?? failure?.stage, limit],
        failure?.message,
      );
      if (limit !== null) assert.ok(failure!.observed !== null, 'it says what was seen');
      assert.equal(runtime.alive, 0);
    });
  }

  /** Two workers and a fragment on which any hangs, each with so many processor seconds used in a second. */
  async function hangWith(coresUsed: number | null) {
    const started: number[] = [];
    const { report, events } = await runFakeJob({
      program,
      limits: { fragmentSeconds: 1.3 },
      retries: 2,
      cpuSeconds: () => (coresUsed === null ? null : (coresUsed * systemClock.now()) / 1000),
      interfere: ({ nth, step, fragment }) => {
        if (step !== 'process' || fragment !== fragments) return undefined;
        started.push(nth);
        return hang;
      },
    });
    assert.equal(report.job.failure?.code, 'fragment-timeout');
    return { started: started.length, retries: events.filter(({ type }) => type === 'retry').length };
  }

  it('end a fragment that had a processor all the time without another try', async () => {
    assert.deepEqual(await hangWith(1), { started: 1, retries: 0 });
  });

  it('give a fragment that got little of a processor its tries, and duplicates', async () => {
    for (const coresUsed of [0.05, null]) {
      const { started, retries } = await hangWith(coresUsed);
      assert.equal(retries, 2);
      assert.ok(started > 3, `${started} times`);
    }
  }).timeout(20_000);

  it('blame nobody for a time in which the chief itself was kept', async () => {
    let isKept = false;
    const slow: FakeProgram = {
      ...program,
      process: async (fragment) => {
        if (isKept) return fragment;
        isKept = true;
        setTimeout(() => {
          const until = performance.now() + 2000;
          while (performance.now() < until);
        }, 50);
        await new Promise((resolve) => {
          setTimeout(resolve, 150);
        });
        return fragment;
      },
    };
    const limits = { fragmentSeconds: 0.6, splitSeconds: 0.6, mergeSeconds: 0.6, jobSeconds: 1.8 };
    const { report } = await runFakeJob({ program: slow, limits, retries: 0 });
    assert.equal(report.job.state, 'done', report.job.failure?.message);
  });

  it('bound loading, by a minute where work may take less', async () => {
    const hurried = {
      ...systemClock,
      now: () => systemClock.now() * 200,
      after: (ms: number, call: () => void) => systemClock.after(ms / 200, call),
    };
    for (const [role, code, limit] of [
      ['splitter', 'splitter-stalled', 'splitSeconds'],
      ['worker', 'fragment-timeout', 'fragmentSeconds'],
      ['merger', 'merge-timeout', 'mergeSeconds'],
    ] as const) {
      const { report, runtime } = await runFakeJob({
        program,
        clock: hurried,
        limits: { fragmentSeconds: 30, splitSeconds: 30, mergeSeconds: 30 },
        interfere: (point) => (point.role === role && point.step === 'ready' ? hang : undefined),
      });
      const { failure } = report.job;
      assert.deepEqual([failure?.code, failure?.stage, failure?.limit], [code, 'preparing', limit]);
      assert.match(failure!.message, /took longer than 1 min to load/);
      assert.equal(failure!.observed, 60);
      assert.equal(runtime.alive, 0);
    }
  });

  it('end the job where a worker forges frames although its work is done, and that of another is not', async () => {
    const result = { type: 'results', first: 1, sizes: '1*1', bytes: 1, seconds: 0 };
    const forged = Buffer.concat([lines(result), Buffer.from('x'), lines({ type: 'bye', count: 99 })]);
    const { report } = await runFakeJob({
      program: { ...program, split: () => [Buffer.from('one'), Buffer.from('two')] },
      workers: 2,
      interfere: ({ role, step, fragment }) => {
        if (role !== 'worker' || step !== 'results') return;
        return fragment === 1 ? { act: 'say', bytes: forged, next: { act: 'hang' } } : hang;
      },
      limits: { fragmentSeconds: 5 },
    });
    assert.equal(report.job.failure?.code, 'protocol');
  });

  it('end a merger that exits badly although it said bye', async () => {
    const bye = lines({ type: 'bye', count: fragments });
    for (const next of [
      { act: 'die', exitCode: 1 },
      { act: 'die', exitCode: 0, oomKilled: true },
    ] as const) {
      const { report } = await runFakeJob({
        program,
        retries: 0,
        interfere: ({ role, step }) =>
          role === 'merger' && step === 'bye' ? { act: 'say', bytes: bye, next } : undefined,
      });
      assert.equal(report.job.failure?.code, next.exitCode === 1 ? 'exited-early' : 'out-of-memory');
    }
  });

  it('take no work from a sandbox in which the kernel has killed a process for want of memory', async () => {
    const first = (role: string) => (sandbox: { role: string; nth: number }) => ({
      memory: sandbox.role === role && sandbox.nth === 1,
      processes: false,
    });
    for (const role of ['splitter', 'worker', 'merger']) {
      const once = await runFakeJob({ program, workers: 1, refused: first(role), retries: 1 });
      assert.equal(once.report.job.failure, null, role);
      assert.equal(once.runtime.sandboxes.filter((sandbox) => sandbox.role === role).length, 2, role);
      const reasons = once.events.flatMap((event) => (event.type === 'retry' ? [event.code] : []));
      assert.deepEqual(
        [...new Set(reasons)],
        role === 'worker' && reasons.length === 0 ? [] : ['out-of-memory'],
      );
      const always = (sandbox: { role: string }) => ({ memory: sandbox.role === role, processes: false });
      const { report } = await runFakeJob({
        program,
        refused: always,
        retries: 1,
        limits: { fragmentSeconds: 5 },
      });
      assert.equal(report.job.failure?.code, 'out-of-memory', role);
    }
  });

  it('note a process that the kernel refused, once for each sandbox', async () => {
    const outcome = await runFakeJob({ program, refused: () => ({ memory: false, processes: true }) });
    assert.equal(outcome.report.job.failure, null);
    const notes = outcome.report.job.warnings.filter((text) => /limit on processes/.test(text));
    assert.equal(notes.length, 3, 'each role’s, once');
  });

  it('keep no more of the log than may be, said over the bridge', async () => {
    const flood = lines(...Array.from({ length: 200 }, () => ({ type: 'log', text: 'x'.repeat(99) })));
    const outcome = await flooded(flood, { logBytes: 1000 });
    const logged = outcome.events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
    assert.deepEqual(logged, [...new Array(10).fill('x'.repeat(99)), '[log cut at 1000 bytes]']);
  });

  it('have a flood of lines told to the last before the end, a few in each turn', async () => {
    const told: string[] = [];
    let inTurn = 0;
    let most = 0;
    const outcome = await runFakeJob({
      program: {
        *split() {
          yield Buffer.from('x');
        },
        process: (_fragment, log) => {
          log('\n'.repeat(20_000));
          throw new Error('it has said enough');
        },
      },
      retries: 0,
      onEvent: ({ type }) => {
        told.push(type);
        if (type !== 'log') return;
        if (inTurn === 0)
          setImmediate(() => {
            inTurn = 0;
          });
        inTurn += 1;
        most = Math.max(most, inTurn);
      },
    });
    assert.equal(outcome.report.job.failure?.code, 'user-error');
    assert.equal(told.filter((type) => type === 'log').length, 20_000);
    assert.deepEqual(told.slice(-2), ['failure', 'report']);
    assert(most < 500, `${most} lines were told in one turn`);
  });

  it('keep no more of the log than may be, in bytes or in lines, written by user code', async () => {
    for (const [text, most] of [
      [`${'x'.repeat(99)}\n`, 200],
      ['\n', 1000],
    ] as const) {
      const { events } = await runFakeJob({
        program: {
          ...program,
          process(fragment, print) {
            if (fragment[0] === 1) for (let line = 0; line < 3000; line += 1) print(text);
            return fragment;
          },
        },
        limits: { logBytes: 20_000 },
      });
      const logged = events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
      assert.equal(logged.length, most + 1);
      assert.deepEqual(
        logged.filter((line) => /log cut/.test(line)),
        ['[log cut at 20000 bytes]'],
      );
    }
  });

  it('pass on a bounded number of violations', async () => {
    const violations = Array.from({ length: 500 }, (_, number) => ({
      ...{ type: 'violation', kind: 'network', event: 'socket.connect', detail: `place ${number}` },
    }));
    const { report } = await flooded(lines(...violations), {});
    assert.equal(report.job.warnings.length, 100);
  });

  /** The first worker says all this before it hangs. */
  function flooded(bytes: Buffer, limits: Partial<Limits>): Promise<FakeJobOutcome> {
    return runFakeJob({
      program,
      retries: 0,
      workers: 1,
      limits: { fragmentSeconds: 0.5, ...limits },
      interfere: ({ role, step }) =>
        role === 'worker' && step === 'results' ? { act: 'say', bytes, next: { act: 'hang' } } : undefined,
    });
  }
});
