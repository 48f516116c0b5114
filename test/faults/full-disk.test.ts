import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';
import type { ChiefEnd } from './chief.ts';
import type { Fault } from './fault.ts';
import { type Faultless, runFaultless } from './steps.ts';
import { Trial, type TrialOptions } from './trial.ts';

const options: TrialOptions = { package: 'chained', runtime: 'process' };

/** Where a real disk is hard to fill at the right moment. */
const packing: Fault = { kind: 'fill', step: 'write home/jobs/ID/results.tar.partial', nth: 1 };

describe('a job whose disk is full', function () {
  this.timeout(180_000);
  let faultless: Faultless;
  before(async () => {
    faultless = await runFaultless(options);
  });

  function assertSaysSo(ends: readonly ChiefEnd[]): void {
    assert.deepEqual(
      ends.map(({ exitCode }) => exitCode),
      [1, 0],
      ends.map(({ stderr }) => stderr).join('\n'),
    );
    assert.equal(ends[0]!.report!.job.failure!.code, 'disk-limit', ends[0]!.report!.job.failure!.message);
  }

  it('while its results are packed, says so and goes on to the same bytes once there is space', async () => {
    const trial = await Trial.begin(options);
    assertSaysSo(await trial.survive([packing]));
    await trial.assertOutcome(faultless.tar, 'packing');
    await trial.end();
  });

  // Only root may mount a small disk.
  if (process.getuid?.() === 0)
    for (const [what, small] of [
      ['space', 'size=600k'],
      ['inodes', 'size=64m,nr_inodes=14'],
    ] as const)
      it(`of a real disk without ${what}, says so and goes on to the same bytes once there is some`, async () => {
        const trial = await Trial.begin(options);
        await mkdir(trial.home);
        await execa('mount', ['-t', 'tmpfs', '-o', small, 'tmpfs', trial.home]);
        try {
          const first = await trial.start(null).ended;
          const more = 'remount,size=64m,nr_inodes=10000';
          await execa('mount', ['-o', more, trial.home]);
          assertSaysSo([first, ...(await trial.survive([]))]);
          await trial.assertOutcome(faultless.tar, what);
        } finally {
          await execa('umount', [trial.home]);
        }
        await trial.end();
      });
});
