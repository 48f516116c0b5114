import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const folder = fileURLToPath(new URL('../../sandbox/gate/', import.meta.url));

describe('the gate of containers on other machines', function () {
  this.timeout(120_000);

  it('passes its own tests', async () => {
    const args = ['-B', '-m', 'unittest', 'discover', '-s', join(folder, 'tests')];
    const { exitCode, stderr } = await execa('python3', args, { reject: false });
    assert.equal(exitCode, 0, stderr);
  });

  it('is free of type errors by the strictest rules', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'butcher-mypy-'));
    try {
      const args = ['--strict', '--python-version', '3.11', '--cache-dir', cache, folder];
      const { exitCode, stdout } = await execa('mypy', args, { env: { MYPYPATH: folder }, reject: false });
      assert.equal(exitCode, 0, stdout);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  });
});
