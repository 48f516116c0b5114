import assert from 'node:assert/strict';
import { outage } from './outage.ts';
import { patientProcessor } from './packages.ts';
import { PrivateEngine } from './private-engine.ts';
import { runFaultless } from './steps.ts';
import { Trial } from './trial.ts';

// Only root may run an engine.
if (process.getuid?.() === 0)
  describe('a job whose engine goes away', function () {
    this.timeout(240_000);
    let engine: PrivateEngine;
    before(async () => {
      engine = await PrivateEngine.start();
    });
    after(() => engine.end());

    it('killed, then stopped, is not blamed for it and ends in the same bytes', async () => {
      const { tar } = await runFaultless({ package: 'thousand', runtime: 'process' });
      const trial = await Trial.begin({
        package: 'thousand',
        runtime: 'docker',
        // A death that counted as a try would fail the job.
        args: ['--processor', patientProcessor, '--retries', '0'],
        env: { DOCKER_HOST: engine.address },
      });
      const ends = await trial.survive([outage(engine, 'SIGKILL', 0), outage(engine, 'SIGTERM', 0)]);
      for (const { exitCode, report, stderr } of ends) {
        assert.ok(exitCode === 0 || exitCode === 4, stderr);
        assert.ok([undefined, 'engine-unavailable'].includes(report!.job.failure?.code), stderr);
      }
      await trial.assertOutcome(tar, 'after the engine was away');
      assert.deepEqual(await engine.containers(), []);
      await trial.end();
    });
  });
