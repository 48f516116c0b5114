import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveTo, jobUser } from '../../../src/runtime/docker/job-user.ts';

describe('the user of a job', () => {
  it('is another for every job of a chief that is root, and never one that somebody has', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `job-${index}`);
    const uids = ids.map((id) => jobUser(id, 0, 'same').uid);
    assert.equal(new Set(uids).size, ids.length);
    for (const uid of uids) assert.ok(uid >= 1_879_048_192 && uid <= 2_147_483_646, String(uid));
    assert.deepEqual(
      ids.map((id) => jobUser(id, 0, 'same').uid),
      uids,
      'and the same again for a job that goes on',
    );
    const mapped = ids.map((id) => jobUser(id, 0, 'remapped').uid);
    assert.ok(mapped.every((uid) => uid >= 2000 && uid <= 60_000));
    assert.ok(new Set(mapped).size > 980);
  });

  it('is the chief’s own where the chief is nobody special, or the engine not root', () => {
    assert.deepEqual(jobUser('job', 1000, 'same'), { uid: 1000, access: 'own' });
    assert.deepEqual(jobUser('job', 0, 'rootless'), { uid: 0, access: 'own' });
  });

  it('gets files for itself alone', async () => {
    if (process.getuid?.() !== 0) return;
    const folder = await mkdtemp(join(tmpdir(), 'butcher-user-'));
    try {
      await giveTo({ uid: 1_900_000_000, access: 'chown' }, folder);
      const { uid, gid, mode } = await stat(folder);
      assert.deepEqual([uid, gid, mode & 0o777], [1_900_000_000, 1_900_000_000, 0o700]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
