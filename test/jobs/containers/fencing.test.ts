import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../../../src/model/clock.ts';
import type { JobEvent } from '../../../src/model/job-event.ts';
import type { FakeAction, FakePoint, FakeProgram } from '../../helpers/fake-script.ts';
import { type FakeJobOptions, type FakeJobOutcome, runFakeJob } from '../../helpers/run-fake-job.ts';

/** A place at which the first sandbox of a role is held up. */
type Place = Pick<FakePoint, 'role' | 'step' | 'fragment'>;

/** One second is over in 50 ms. */
const hurried = { ...systemClock, now: () => systemClock.now() * 20 };
const fail: FakeAction = { act: 'fail' };

/** So many turns of the event loop carry all that was said to whom it was said. */
async function allHeard(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn();
}

/**
 * Three fragments, and a sandbox that is held up at one place until the chief has had enough of it. Then it goes on
 * before the kill reaches it, or does what `then` says; results that it gives from then on say that they are late.
 */
async function runLate(
  place: Place,
  options: FakeJobOptions,
  then?: FakeAction,
): Promise<FakeJobOutcome & { readonly spoke: boolean }> {
  let goOn = () => {};
  const stopped = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let dying = false;
  let spoke = false;
  const program: FakeProgram = {
    split: () => ['a', 'b', 'c'].map((text) => Buffer.from(text)),
    process: (fragment) => Buffer.from(dying ? `${fragment} late ` : `${fragment} `),
    merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'all'), result),
  };
  const outcome = await runFakeJob({
    program,
    workers: 1,
    clock: hurried,
    ...options,
    interfere: async ({ role, nth, step, fragment }) => {
      if (role !== place.role || nth !== 1) return undefined;
      if (step === place.step && fragment === place.fragment) {
        await stopped;
        return then;
      }
      spoke ||= dying;
      return undefined;
    },
    beforeKill: async ({ role, nth }) => {
      if (role !== place.role || nth !== 1) return;
      dying = true;
      goOn();
      await allHeard();
      dying = false;
    },
  });
  return { ...outcome, spoke };
}

const retries = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'retry' ? [[event.code, ...event.fragments]] : []));

describe('a sandbox that the chief has given up and that speaks again', () => {
  const slow: Place = { role: 'worker', step: 'process', fragment: 1 };

  for (const [what, then] of [
    ['result', undefined],
    ['failure', fail],
  ] as const) {
    it(`has no say with a late ${what}: its fragment is the next worker’s, and it gets no other`, async () => {
      const limits = { fragmentSeconds: 1 };
      const { report, tar, events, spoke } = await runLate(slow, { limits, retries: 1 }, then);
      assert.equal(report.job.failure, null);
      assert.ok(spoke || then === fail, 'it did answer');
      assert.ok(tar!.includes('a b c \0'), 'nothing of it is in the results');
      const { fragments, results, merged, failed, retried } = report.job.counts;
      assert.deepEqual([fragments, results, merged, failed, retried], [3, 3, 3, 0, 1]);
      assert.deepEqual(retries(events), [['fragment-timeout', 1]]);
    });
  }

  it('leaves the blame with the fragment that it was stopped for', async () => {
    const { report } = await runLate(slow, { limits: { fragmentSeconds: 1 }, retries: 0 });
    const { failure, counts } = report.job;
    assert.deepEqual([failure?.code, failure?.fragment, counts.results], ['fragment-timeout', 1, 0]);
  });

  it('yields nothing more as a splitter, and does not end well', async () => {
    const place: Place = { role: 'splitter', step: 'yield', fragment: 2 };
    const { report, spoke } = await runLate(place, { limits: { splitSeconds: 1 } });
    const { failure, counts } = report.job;
    assert.ok(spoke);
    assert.deepEqual([failure?.code, failure?.fragment, counts.fragments], ['splitter-stalled', 2, 1]);
  });

  for (const [step, fragment, merged] of [
    ['merge', 2, 1],
    ['finish', null, 3],
  ] as const)
    for (const then of [undefined, fail])
      it(`merges nothing more at ${step}, and does not end ${then === fail ? 'as it says' : 'well'}`, async () => {
        const place: Place = { role: 'merger', step, fragment };
        const { report, tar } = await runLate(place, { limits: { mergeSeconds: 1 } }, then);
        const { failure, counts } = report.job;
        assert.deepEqual([failure?.code, failure?.fragment], ['merge-timeout', fragment]);
        assert.deepEqual([counts.merged, tar], [merged, null]);
      });
});

describe('a sandbox that is dead', () => {
  it('is asked for no fragments while the next splitter is on its way, which is asked for them', async () => {
    const { report } = await runFakeJob({
      program: { split: () => ['a', 'b', 'c'].map((text) => Buffer.from(text)) },
      workers: 1,
      clock: hurried,
      limits: { splitSeconds: 5 },
      // The worker's place is taken while the splitter's is free.
      interfere: ({ nth, step }) =>
        nth === 1 && (step === 'exhausted' || step === 'results') ? { act: 'die' } : undefined,
    });
    assert.equal(report.job.failure, null);
    assert.deepEqual([report.job.counts.merged, report.job.counts.retried], [3, 2]);
  });
});
