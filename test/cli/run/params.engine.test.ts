import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeParamsPackage } from '../../helpers/params-package.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

describe('parameters in the sandbox', function () {
  this.timeout(120_000);
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-params-'));
    await writeParamsPackage(join(cwd, 'words'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  const butcher = (...args: string[]) =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1' } });

  it('reach every function, and a fragment that is replayed', async () => {
    const args = ['--param', 'factor=2', '--param', 'word=1', '--on-error', 'skip', '--out', 'out'];
    const { exitCode, stderr } = await butcher('run', 'words', ...args);
    assert.equal(exitCode, 0, stderr);
    assert.equal(
      await readFile(join(cwd, 'out/all'), 'utf8'),
      "0.0.words ['count', 'ends', 'factor', 'word']",
    );
    const [id] = await readdir(join(cwd, 'home/jobs'));
    const replayed = await butcher('replay', `${id}:2`);
    assert.equal(replayed.exitCode, 1);
    assert.match(
      replayed.stderr,
      /ValueError: no \{'count': 2, 'word': '1', 'ends': \['\.'\], 'factor': 2\}/,
    );
  });
});
