import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readJobRecord } from '../../src/home/job-record.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { runFaultless } from './steps.ts';
import { Trial } from './trial.ts';

describe('what a killed chief leaves', function () {
  this.timeout(180_000);
  let tar: Buffer;
  before(async () => {
    ({ tar } = await runFaultless({ package: 'chained', runtime: 'process' }));
  });

  it('is removed by the next start, and its job can be gone on with to the same bytes', async () => {
    const trial = await Trial.begin({ package: 'chained', runtime: 'docker' });
    const chief = trial.start(null);
    await chief.until((event) => event.type === 'state' && event.state === 'running');
    chief.kill();
    await chief.ended;
    const id = (await trial.keptId())!;
    const folder = join(trial.home, 'jobs', id);
    assert.ok((await containersOf(trial.home)).length > 0, 'containers were left');

    const next = await trial.start(null, null, ['--out', 'other.tar', '--name', 'other']).ended;
    assert.equal(next.exitCode, 0, next.stderr);
    assert.deepEqual(await containersOf(trial.home), []);
    await assert.rejects(access(join(folder, 'sandbox')), { code: 'ENOENT' });
    assert.equal((await readJobRecord(folder))?.state, 'interrupted');

    const resumed = await trial.start(id).ended;
    assert.equal(resumed.exitCode, 0, resumed.stderr);
    await trial.assertOutcome(tar, 'after a kill and another job');
    assert.deepEqual(await containersOf(trial.home), []);
    await trial.end();
  });

  it('is nothing new when the wall clock jumps all the while, and no limit in time is met', async () => {
    const clock = `--import ${new URL('./jumping-clock.mjs', import.meta.url).href}`;
    const trial = await Trial.begin({
      package: 'chained',
      runtime: 'process',
      env: { NODE_OPTIONS: `--import ${import.meta.resolve('tsx')} ${clock}` },
    });
    const [end] = await trial.survive([]);
    assert.equal(end!.report!.job.counts.retried, 0);
    await trial.assertOutcome(tar, 'with a jumping clock');
    await trial.end();
  });
});
