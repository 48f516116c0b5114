import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../src/store/sqlite/database.ts';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';

/** How many entries of the history the version before tokens had scopes knew. */
const before = 7;

describe('a home from before tokens had scopes', () => {
  it('opens with all that it had, its tokens as strong as they were', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-old-home-'));
    try {
      const path = join(folder, 'butcher.db');
      const old = new Database(path, migrations.slice(0, before));
      old.run("INSERT INTO accounts VALUES ('ann', 0, 1, 5, 'loud'), ('root', 1, 1, NULL, NULL)");
      for (const [id, account] of [
        ['a', 'ann'],
        ['r', 'root'],
      ] as const)
        old.run('INSERT INTO tokens (id, account, hash, created_at) VALUES (?, ?, ?, 1)', id, account, id);
      old.run("INSERT INTO packages VALUES ('sha256:p', 1, 10, NULL)");
      old.run(
        "INSERT INTO package_owners (digest, owner, name, added_at) VALUES ('sha256:p', 'ann', 'p', 2)",
      );
      old.run(
        `INSERT INTO jobs (id, account, name, state, package, options, created_at, ended_at)
         VALUES ('j', 'ann', 'p', 'done', 'sha256:p', '{}', 30, 40)`,
      );
      old.run("INSERT INTO audit (at, actor, action, detail) VALUES (1, 'operator', 'account-created', '')");
      old.close();
      const store = new SqliteStore(path);
      try {
        const { blocked, settings, costs } = (await store.accounts.find('ann'))!;
        assert.deepEqual(blocked, { sinceMs: 5, reason: 'loud', stops: false });
        assert.deepEqual([settings, costs], [{}, { cpuSeconds: 0, byteHours: 0 }]);
        assert.deepEqual((await store.tokens.find('a'))?.scopes, ['author']);
        assert.deepEqual((await store.tokens.find('r'))?.scopes, ['admin']);
        assert.equal((await store.packages.find('sha256:p', 'ann'))?.lastUsedAtMs, 30);
        assert.equal((await store.jobs.find('j', 'ann'))?.cpuSeconds, 0);
        const [row] = (await store.audit.list(null, { limit: 9 })).items;
        assert.deepEqual([row?.from, row?.token], [null, null]);
      } finally {
        await store.close();
      }
      // What it has become is a newer version's for the one before.
      assert.throws(() => new Database(path, migrations.slice(0, before)), /newer version of Butcher/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
