import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRoom } from '../../../src/chief/space/make-room.ts';

describe('room for a chief that starts', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-room-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is made of the uploads that a dead chief left, and of nothing that anybody has', async () => {
    await mkdir(join(home, 'incoming', 'upload-2', 'folder'), { recursive: true });
    await writeFile(join(home, 'incoming', 'upload-1'), 'half');
    await writeFile(join(home, 'incoming', 'upload-2', 'folder', 'file'), 'half');
    await mkdir(join(home, 'datasets', 'mine'), { recursive: true });
    await makeRoom(home);
    assert.deepEqual(await readdir(join(home, 'incoming')), []);
    assert.deepEqual(await readdir(join(home, 'datasets')), ['mine']);
  });

  it('is made of what a restore unpacked that was given up', async () => {
    await mkdir(join(home, '.restoring', 'tar', 'jobs'), { recursive: true });
    await makeRoom(home);
    assert.deepEqual(await readdir(home), []);
  });

  it('asks for nothing in a home where nobody has uploaded anything', async () => {
    await makeRoom(home);
    assert.deepEqual(await readdir(home), []);
  });
});
