import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';

const writer = fileURLToPath(new URL('../../helpers/store-writer.ts', import.meta.url));

describe('a store whose process is killed', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-crash-'));
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('has everything that was acknowledged, and nothing half done', async () => {
    const path = join(folder, 'butcher.db');
    const acknowledged = new Map<string, string>();
    for (const kind of ['plain', 'threaded']) {
      // Two at once, since several processes may have a home's store open.
      const writing = [43, 150].map((killAfter) => writeUntilKilled(path, kind, killAfter));
      for (const line of (await Promise.all(writing)).flat()) {
        const [id, state] = line.split(' ');
        acknowledged.set(id!, state!);
      }
      const store = new SqliteStore(path);
      for (const [id, state] of acknowledged) {
        const job = await store.jobs.find(id, 'ann');
        assert(job, `${id} is there`);
        if (state === 'running') assert.equal(job.state, 'running');
        assert.equal(job.startedAtMs === null, job.state === 'queued', 'state and time change together');
      }
      assert.equal((await store.accounts.list()).length, 1);
      await store.close();
    }
    assert(acknowledged.size > 100);
  });

  /** Lines that a writing process wrote before and while it was killed. */
  async function writeUntilKilled(path: string, kind: string, killAfter: number): Promise<readonly string[]> {
    const running = spawn(process.execPath, ['--import', 'tsx', writer, path, `${kind}${killAfter}`, kind], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(running);
    const ended = new Promise<NodeJS.Signals | null>((resolve) => {
      running.once('exit', (_code, signal) => resolve(signal));
    });
    const lines: string[] = [];
    for await (const line of createInterface(running.stdout)) {
      lines.push(line);
      if (lines.length === killAfter) running.kill('SIGKILL');
    }
    assert.equal(await ended, 'SIGKILL');
    return lines;
  }
});
