import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { TemporaryHome } from '../helpers/runtime-job.ts';

const sandboxFolder = fileURLToPath(new URL('../../sandbox/', import.meta.url));

describe('the harness', function () {
  this.timeout(180_000);

  it('passes its own tests under the Python of this machine, 3.11 or newer', async () => {
    const { stdout } = await execa('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))']);
    assert.equal(stdout, 'True', 'python3 has to be 3.11 or newer');
    const discover = ['-B', '-W', 'error::SyntaxWarning', '-m', 'unittest', 'discover', '-s'];
    const { exitCode, stderr } = await execa('python3', [...discover, `${sandboxFolder}tests`], {
      reject: false,
    });
    assert.equal(exitCode, 0, stderr);
  });

  it('is free of type errors by the strictest rules', async () => {
    const cache = await TemporaryHome.make();
    try {
      for (const [folder, env] of [
        ['harness', {}],
        ['tests', { MYPYPATH: `${sandboxFolder}harness` }],
      ] as const) {
        const { exitCode, stdout } = await execa(
          'mypy',
          ['--strict', '--python-version', '3.11', '--cache-dir', cache.path, `${sandboxFolder}${folder}`],
          { env, reject: false },
        );
        assert.equal(exitCode, 0, stdout || 'mypy has to be installed');
      }
    } finally {
      await rm(cache.path, { recursive: true, force: true });
    }
  });
});
