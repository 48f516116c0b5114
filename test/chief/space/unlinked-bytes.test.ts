import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlinkedBytes } from '../../../src/chief/space/unlinked-bytes.ts';

const user = 1_879_048_200;
const MiB = 1024 ** 2;
const program = `
import mmap, os, sys
def made(name, megabytes):
    file = os.open(name, os.O_CREAT | os.O_RDWR)
    os.posix_fallocate(file, 0, megabytes << 20)
    return file
held = made("held", 5)
os.dup(held)
mapped = made("mapped", 3)
memory = mmap.mmap(mapped, 3 << 20)
os.close(mapped)
named = made("named", 7)
os.unlink("held")
os.unlink("mapped")
print("ready", flush=True)
sys.stdin.read()
`;

describe('bytes of files without a name', () => {
  // Only root may look into the processes of others.
  if (process.getuid?.() === 0)
    it('are those that processes of a user hold open or mapped, each once', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'butcher-unlinked-'));
      let child: ChildProcess | null = null;
      try {
        await chmod(folder, 0o777);
        child = spawn('python3', ['-c', program], {
          cwd: folder,
          uid: user,
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        await once(child.stdout!, 'data');
        const { dev } = await stat(folder);
        const bytes = await unlinkedBytes(dev, new Set([user, user + 1]));
        assert.deepEqual([...bytes], [[user, 8 * MiB]]);
        assert.deepEqual([...(await unlinkedBytes(dev + 1, new Set([user])))], [[user, 0]]);
      } finally {
        child?.kill('SIGKILL');
        await rm(folder, { recursive: true, force: true });
      }
    });

  it('are none where processes cannot be looked into', async () => {
    assert.deepEqual([...(await unlinkedBytes(1, new Set([user]), '/nowhere'))], []);
  });
});
