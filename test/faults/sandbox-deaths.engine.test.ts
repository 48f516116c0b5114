import assert from 'node:assert/strict';
import { containersOf } from '../helpers/docker-containers.ts';
import { type Faultless, runFaultless } from './steps.ts';
import { type Strike, storm } from './storm.ts';
import { Trial, type TrialOptions } from './trial.ts';

const options: TrialOptions = {
  package: 'thousand',
  runtime: 'process',
  args: ['--retries', '50', '--limit', 'fragmentSeconds=1s'],
};

describe('a job whose sandboxes die', function () {
  this.timeout(180_000);
  let faultless: Faultless;
  before(async () => {
    faultless = await runFaultless(options);
  });

  async function assertWeathered(runtime: 'docker' | 'process', strikes: readonly Strike[]): Promise<void> {
    const trial = await Trial.begin({ ...options, runtime });
    const { mishap, struck } = storm(trial, runtime, strikes);
    const [end] = await trial.survive([mishap]);
    assert.equal(end!.exitCode, 0, end!.stderr);
    await trial.assertOutcome(faultless.tar, 'after the storm');
    assert.ok(struck() > 0, 'somebody was struck');
    assert.ok(end!.report!.job.counts.retried > 0, 'every attempt is counted');
    if (runtime === 'docker') assert.deepEqual(await containersOf(trial.home), []);
    await trial.end();
  }

  it('ends in the same bytes when workers, the merger and the splitter are killed and workers stopped', () =>
    assertWeathered('process', [
      { afterMs: 100, role: 'worker', signal: 'SIGKILL' },
      { afterMs: 300, role: 'merger', signal: 'SIGKILL' },
      { afterMs: 0, role: 'splitter', signal: 'SIGKILL' },
      { afterMs: 400, role: 'worker', signal: 'SIGSTOP' },
      { afterMs: 400, role: 'worker', signal: 'SIGKILL' },
      { afterMs: 300, role: 'merger', signal: 'SIGKILL' },
    ]));

  it('ends in the same bytes when containers are killed and paused', () =>
    assertWeathered('docker', [
      { afterMs: 200, role: 'worker', signal: 'SIGKILL' },
      { afterMs: 200, role: 'merger', signal: 'SIGKILL' },
      { afterMs: 200, role: 'worker', signal: 'SIGSTOP' },
    ]));
});
