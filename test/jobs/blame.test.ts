import assert from 'node:assert/strict';
import type { FakeAction, FakeInterference } from '../helpers/fake-script.ts';
import { type FakeJobOptions, runFakeJob } from '../helpers/run-fake-job.ts';
import { sampleProgram } from '../helpers/sample-program.ts';

const fragments = 60;
const guilty = 50;
const program = sampleProgram('blame', fragments);

/** Workers die of one fragment; what they have done before it in the same batch is not told yet. */
function diesOf(action: FakeAction): FakeInterference {
  return ({ step, fragment }) => (step === 'process' && fragment === guilty ? action : undefined);
}

describe('a fragment that workers die of', () => {
  for (const retries of [0, 1, 2])
    for (const [what, action, limits] of [
      ['exits', { act: 'die', exitCode: 0 }, {}],
      ['runs out of memory', { act: 'die', exitCode: 137, oomKilled: true }, {}],
      ['hangs', { act: 'hang' }, { fragmentSeconds: 0.4 }],
    ] as const)
      it(`is the only one that is left out where it ${what}, with ${retries} retries`, async () => {
        const options: FakeJobOptions = { program, interfere: diesOf(action), retries, workers: 1, limits };
        const { report, events } = await runFakeJob({ ...options, onError: 'skip' });
        const failures = events.flatMap((event) => (event.type === 'failure' ? [event.failure] : []));
        assert.deepEqual(
          failures.map(({ fragment }) => fragment),
          [guilty],
        );
        assert.match(failures[0]!.message, new RegExp(`^the worker on fragment ${guilty} `));
        const { counts } = report.job;
        assert.deepEqual([report.job.state, counts.results, counts.skipped], ['done', fragments - 1, 1]);
        const retried = events.flatMap((event) => (event.type === 'retry' ? [event] : []));
        assert.ok(retried.length > 0, 'it was in a batch with others');
        const [{ reason, fragments: tried }] = retried as [(typeof retried)[0]];
        assert.ok(tried.length > 1 && tried.includes(guilty));
        assert.match(reason, new RegExp(`^the worker on one of fragments ${tried[0]} to ${tried.at(-1)} `));
      }).timeout(20_000);

  it('is the one that the job fails of', async () => {
    const interfere = diesOf({ act: 'die', exitCode: 3 });
    const { report } = await runFakeJob({ program, interfere, retries: 0, workers: 1 });
    assert.deepEqual([report.job.failure?.code, report.job.failure?.fragment], ['exited-early', guilty]);
  });
});
