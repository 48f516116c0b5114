import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readAdminToken } from '../../src/chief/tokens/admin-token.ts';
import { butcherCommand } from '../helpers/butcher-command.ts';
import { endWithTests, inOwnSession } from '../helpers/own-session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('the walks with curl', () => {
  let folder: string;
  let chief: ChildProcess;
  let address: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-walk-'));
    await symlink(join(root, 'samples'), join(folder, 'samples'));
    const [program, ...args] = butcherCommand;
    const command = [...args, 'serve', '--listen', '127.0.0.1:0'];
    const env = { ...process.env, BUTCHER_HOME: join(folder, 'home') };
    chief = spawn(program, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'], ...inOwnSession });
    endWithTests(chief);
    for await (const line of createInterface({ input: chief.stdout! })) {
      address = /^Serving .* at (\S+)/.exec(line)?.[1] ?? '';
      if (address !== '') break;
    }
    assert.match(address, /^http:/);
  });
  after(async () => {
    if (chief.exitCode === null) {
      const ended = once(chief, 'exit');
      chief.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });

  for (const [page, least] of [
    ['README.md', 1],
    ['docs/http.md', 15],
  ] as const)
    it(`of ${page} works as it stands`, async () => {
      const text = await readFile(join(root, page), 'utf8');
      const steps = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, step]) => step);
      assert(steps.length >= least);
      const token = await readAdminToken(join(folder, 'home'));
      const env = { ...process.env, BUTCHER_CHIEF: address, BUTCHER_TOKEN: token ?? '' };
      await run('bash', ['-euo', 'pipefail', '-c', steps.join('\n')], { cwd: folder, env });
    });

  it('leave a chief that stops when it is told to', async () => {
    const ended = once(chief, 'exit');
    chief.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });
});
