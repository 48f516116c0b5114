import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock } from '../../src/model/clock.ts';
import { runFakeJob } from '../helpers/run-fake-job.ts';

describe('a fragment that was processed twice', () => {
  /** Fragment `slow` is given to a second worker; the first answers when the second has, and what `answer` says. */
  async function runTwice(answer: (time: number) => string) {
    let times = 0;
    let said = 0;
    let answered = () => {};
    const second = new Promise<void>((resolve) => {
      answered = resolve;
    });
    return runFakeJob({
      // One second is over in 50 ms.
      clock: { ...systemClock, now: () => systemClock.now() * 20 },
      program: {
        *split() {
          yield Buffer.from('slow');
          yield Buffer.from('other');
        },
        async process(fragment) {
          if (fragment.toString() !== 'slow') return fragment;
          times += 1;
          const time = times;
          if (time === 1) await second;
          return Buffer.from(answer(time));
        },
        merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'all'), `${result} `),
        // Nobody waits for the loser, so that the job has to be kept from ending.
        async finish() {
          while (said < 2) await turn();
          for (let turns = 0; turns < 20; turns += 1) await turn();
        },
      },
      interfere: ({ step, fragment }) => {
        if (step === 'merged' && fragment === 1) answered();
        if (step === 'results' && fragment === 1) said += 1;
        return undefined;
      },
    });
  }

  it('counts once, as it was answered first, and a different second answer is told of', async () => {
    const { report, tar } = await runTwice((time) => `answer ${time}`);
    assert.equal(report.job.failure, null);
    assert.ok(tar!.includes('answer 2 other '));
    assert.equal(report.job.counts.results, 2);
    assert.match(report.job.warnings.join(), /fragment 1 was processed twice and gave different results/);
  });

  it('is nothing to speak of where both answers are the same', async () => {
    const { report } = await runTwice(() => 'answer');
    assert.deepEqual(report.job.warnings, []);
  });
});
