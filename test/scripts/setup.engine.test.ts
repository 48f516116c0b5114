import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('setup on a machine with an engine', () => {
  it('has nothing left to do the second time, and says nothing', async () => {
    await execa('node', ['scripts/setup.mjs'], { cwd: root });
    const { stdout, stderr, exitCode } = await execa('node', ['scripts/setup.mjs'], { cwd: root });
    assert.deepEqual({ stdout, stderr, exitCode }, { stdout: '', stderr: '', exitCode: 0 });
  });
});
