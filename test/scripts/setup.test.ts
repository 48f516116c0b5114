import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lockModule = new URL('../../scripts/setup/lock.mjs', import.meta.url).href;

/**
 * Starts a process that takes the lock, says so, and keeps it until its input ends; `inherit`: through a child, whose
 * id it says.
 */
function holder(name: string, { inherit = false } = {}) {
  const keep = inherit
    ? `console.log(spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', lock] }).pid)`
    : `await once(process.stdin.resume(), 'end')`;
  const program = `
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { withLock } from ${JSON.stringify(lockModule)};
    await withLock(${JSON.stringify(name)}, console.log, async (lock) => {
      console.log('has it');
      ${keep};
      ${inherit ? "process.kill(process.pid, 'SIGKILL')" : ''}
    });
    console.log('gave it back');`;
  return execa('node', ['--input-type=module', '--eval', program], { reject: false, stdin: 'pipe' });
}

async function nextLine(process: ReturnType<typeof holder>): Promise<string> {
  const [chunk] = (await once(process.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}

describe('setup', () => {
  it('tells in one sentence when the chosen engine does not answer, and installs nothing', async () => {
    const env = { DOCKER_HOST: 'unix:///nonexistent/engine.sock' };
    const { stdout, stderr, exitCode } = await execa('node', ['scripts/setup.mjs'], {
      cwd: root,
      env,
      reject: false,
    });
    assert.equal(exitCode, 4);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^No container engine answers: there is no socket at \/nonexistent\/engine\.sock\. .+$/,
    );
  });

  it('refuses options that it does not have', async () => {
    const { stderr, exitCode } = await execa('node', ['scripts/setup.mjs', '--gvisro'], {
      cwd: root,
      reject: false,
    });
    assert.deepEqual(
      { stderr, exitCode },
      { stderr: 'unknown option --gvisro; there is only --gvisor', exitCode: 2 },
    );
  });

  describe('lock', () => {
    it('lets one in at a time', async () => {
      const name = `one at a time ${process.pid}`;
      const first = holder(name);
      assert.equal(await nextLine(first), 'has it');
      const second = holder(name);
      assert.equal(await nextLine(second), 'waiting for another set-up to finish');
      first.stdin.end();
      assert.equal(await nextLine(second), 'has it');
      second.stdin.end();
      assert.equal((await second).exitCode, 0);
    });

    it('is free again when its holder is killed', async () => {
      const name = `killed ${process.pid}`;
      const first = holder(name);
      assert.equal(await nextLine(first), 'has it');
      const second = holder(name);
      assert.equal(await nextLine(second), 'waiting for another set-up to finish');
      first.kill('SIGKILL');
      assert.equal(await nextLine(second), 'has it');
      second.stdin.end();
    });

    it('stays taken while a program that the killed holder started is running', async () => {
      const name = `inherited ${process.pid}`;
      const { signal, stdout } = await holder(name, { inherit: true });
      assert.equal(signal, 'SIGKILL');
      const child = Number(stdout.split('\n')[1]);
      const second = holder(name);
      assert.equal(await nextLine(second), 'waiting for another set-up to finish');
      process.kill(child);
      assert.equal(await nextLine(second), 'has it');
      second.stdin.end();
    });
  });
});
