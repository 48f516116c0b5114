import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplayBundle } from '../../src/jobs/replay/replay-bundle.ts';
import { containersOf } from '../helpers/docker-containers.ts';
import { Trial } from './trial.ts';

const mebibyte = 1024 * 1024;

describe('a job with a poison fragment', function () {
  this.timeout(120_000);

  async function readBundle(trial: Trial, fragment: number): Promise<ReplayBundle> {
    const path = join(
      trial.home,
      'jobs',
      (await trial.keptId())!,
      'bundles',
      String(fragment),
      'bundle.json',
    );
    return JSON.parse(await readFile(path, 'utf8')) as ReplayBundle;
  }

  it('that kills its worker each time loses nothing else, and on resuming tries only that one again', async () => {
    const trial = await Trial.begin({
      package: 'poisoned',
      runtime: 'process',
      args: ['--data', 'marker', '--out', 'results', '--retries', '1'],
    });
    const marker = join(trial.root, 'poison');
    await writeFile(join(trial.root, 'marker'), marker);
    await writeFile(marker, '');
    const first = await trial.start(null).ended;
    assert.equal(first.exitCode, 1, first.stderr);
    assert.equal(first.report!.job.failure!.code, 'crashed');
    assert.equal(first.report!.job.failure!.fragment, 20);
    assert.equal(first.report!.job.counts.results, 59);
    const { attempts, failure } = await readBundle(trial, 20);
    assert.equal(attempts, 2);
    assert.match(failure.message, /SIGKILL/);
    const tries = `${marker}.tries`;
    assert.equal((await readFile(tries, 'utf8')).split('\n').length, 60);

    await rm(tries);
    await rm(marker);
    const second = await trial.start(await trial.keptId()).ended;
    assert.equal(second.exitCode, 0, second.stderr);
    assert.equal(await readFile(tries, 'utf8'), '20\n');
    const all = Array.from({ length: 60 }, (_, index) => `${index + 1} `).join('');
    assert.equal(await readFile(join(trial.root, 'results', 'all'), 'utf8'), all);
    await trial.end();
  });

  it('that needs more memory than there is gets twice as much up to the cap, and is then left out and listed', async () => {
    const trial = await Trial.begin({
      package: 'hungry',
      runtime: 'docker',
      args: ['--out', 'results', '--on-error', 'skip', ...limits('memory=64MiB', 'memoryCap=128MiB')],
    });
    const { exitCode, report, stderr } = await trial.start(null).ended;
    assert.equal(exitCode, 0, stderr);
    const { counts } = report!.job;
    assert.deepEqual([counts.merged, counts.failed, counts.skipped], [29, 1, 1]);
    // Fragment 11 is saved by the doubling, 22 is not.
    const { attempts, failure } = await readBundle(trial, 22);
    assert.equal(attempts, 3);
    assert.equal(failure.code, 'out-of-memory');
    assert.match(failure.message, /worker on fragment 22 used more memory than its 128 MiB/);
    assert.ok(
      (failure.observed as number) > 100 * mebibyte && (failure.observed as number) <= 128 * mebibyte,
    );
    const merged = await readFile(join(trial.root, 'results', 'all'), 'utf8');
    assert.equal(merged, `${'1 '.repeat(10)}90 ${'1 '.repeat(18)}`);
    assert.deepEqual(await readdir(join(trial.home, 'jobs', (await trial.keptId())!, 'bundles')), ['22']);
    assert.deepEqual(await containersOf(trial.home), []);
    await trial.end();
  });
});

function limits(...given: readonly string[]): string[] {
  return given.flatMap((limit) => ['--limit', limit]);
}
