import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeHomeLock } from '../../../src/store/sqlite/sqlite-home-lock.ts';

const holder = `
  import { takeHomeLock } from ${JSON.stringify(new URL('../../../src/store/sqlite/sqlite-home-lock.ts', import.meta.url).href)};
  const lock = takeHomeLock(process.argv[1]);
  process.stdout.write(lock === null ? 'refused' : 'held');
  setInterval(() => {}, 1000);
`;

describe("a home's lock", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-lock-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is held by one at a time', () => {
    const path = join(folder, 'one.lock');
    const first = takeHomeLock(path);
    assert(first !== null);
    assert.equal(takeHomeLock(path), null);
    assert.equal(takeHomeLock(path), null, 'who was refused has not weakened it');
    first.release();
    const second = takeHomeLock(path);
    assert(second !== null);
    second.release();
  });

  it('keeps others out after its file was removed, too', () => {
    const path = join(folder, 'removed.lock');
    const first = takeHomeLock(path);
    first?.remove();
    assert.equal(existsSync(path), false);
    const second = takeHomeLock(path);
    assert(second !== null);
    assert.equal(takeHomeLock(path), null);
    second.release();
  });

  it('is let go by whoever dies, however suddenly', async () => {
    const path = join(folder, 'dying.lock');
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', holder, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = await once(child.stdout, 'data');
      assert.equal(String(said), 'held');
      assert.equal(takeHomeLock(path), null);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const lock = takeHomeLock(path);
    assert(lock !== null);
    lock.release();
  });
});
