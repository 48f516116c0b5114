import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButcher } from '../../helpers/run-butcher.ts';
import { writeLinesPackage } from './lines-package.ts';

describe('butcher test in the sandbox', function () {
  this.timeout(120_000);
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    await writeLinesPackage(join(cwd, 'lines'));
    await writeFile(join(cwd, 'data'), `${'x'.repeat(99_999)}\n`.repeat(30));
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  it('shows fragments that would else go through files, and estimates the whole', async () => {
    const { exitCode, stdout, stderr } = await runButcher(['test', 'lines', '--data', 'data'], {
      cwd,
      env: { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1' },
    });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^fragment 3 {2}98 KiB {2}b'x{48}'…\n {2}result {2}98 KiB {2}b'X{48}'… {2}in /m);
    assert.match(stdout, /\n {2}all {2}293 KiB\nestimate: about 30 fragments/);
    assert.deepEqual(await readdir(join(cwd, 'home/jobs')), []);
  });
});
