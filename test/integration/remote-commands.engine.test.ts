import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { RemoteJob } from '../../src/cli/remote/client/answer-shapes.ts';
import { runButcher } from '../helpers/run-butcher.ts';
import { ServingChief } from '../helpers/serving-chief.ts';

const root = new URL('../..', import.meta.url);

describe('a chief that serves', () => {
  let chief: ServingChief;
  before(async () => {
    chief = await ServingChief.start();
  });
  after(() => chief.stop());

  it('is used by the commands of its machine without configuration', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'butcher-remote-'));
    const butcher = async (...args: readonly string[]) => {
      const run = await runButcher(args, { cwd, env: { HOME: cwd, BUTCHER_HOME: chief.home } });
      assert.equal(run.exitCode, 0, run.stderr);
      return run.stdout;
    };
    try {
      const sample = new URL('samples/inverted-index/', root).pathname;
      const data = (await butcher('data', join(sample, 'data'))).trim();
      const done = await butcher('submit', sample, '--data', data, '--wait', '--out', 'waited');
      assert.match(done, /^done {2}inverted-index in [\s\S]*results {2}waited\n(?: {2}\S.*\n)+$/);
      const [line] = (await butcher('jobs', '--json', '--limit', '1')).trim().split('\n');
      const { id, peakMemory } = JSON.parse(line!) as Pick<RemoteJob, 'id' | 'peakMemory'>;
      for (const bytes of Object.values(peakMemory)) assert.ok(bytes! > 1024 * 1024, line);
      await butcher('results', id.slice(0, 6), '--out', 'fetched');
      for (const folder of ['waited', 'fetched'])
        await execa('diff', ['-r', join(cwd, folder), join(sample, 'expected')]);
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
