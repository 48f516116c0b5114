import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { execa } from 'execa';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { Database } from '../../../src/store/sqlite/database.ts';
import { ThreadedStore } from '../../../src/store/sqlite/threaded-store.ts';

describe('ThreadedStore', () => {
  const by = { actor: 'operator', atMs: 1 };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-store-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets others go on while a change waits, and takes changes in their order', async () => {
    const path = join(folder, 'butcher.db');
    const store = await ThreadedStore.open(path);
    const other = new Database(path);
    other.run('BEGIN IMMEDIATE');
    let settled = 0;
    const changes = [
      store.accounts.create({ name: 'ann', admin: false }, by).then((account) => account?.name),
      store.accounts.block('ann', 'loud', by).then((outcome) => outcome?.account.blocked?.reason),
    ];
    for (const change of changes)
      void change.finally(() => {
        settled += 1;
      });
    for (let turns = 0; turns < 100; turns += 1) await turn();
    assert.equal(settled, 0);
    other.run('COMMIT');
    assert.deepEqual(await Promise.all(changes), ['ann', 'loud']);
    other.close();
    await store.close();
    await assert.rejects(store.accounts.find('ann'), /closed/);
  });

  // Only root may mount a small disk.
  if (process.getuid?.() === 0)
    it('says so where the disk is full, and goes on once it is not', async () => {
      await execa('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', folder]);
      try {
        const store = await ThreadedStore.open(join(folder, 'butcher.db'));
        const row = { account: null, action: 'strike', subject: null } as const;
        const fill = async () => {
          for (let number = 0; number < 100; number += 1)
            await store.audit.add({ ...by, ...row, detail: 'x'.repeat(10_000) });
        };
        await assert.rejects(fill(), DiskFullError);
        await execa('mount', ['-o', 'remount,size=64m', folder]);
        await fill();
        await store.close();
      } finally {
        await execa('umount', [folder]);
      }
    });

  it('says what keeps it from opening', async () => {
    const path = join(folder, 'butcher.db');
    await writeFile(
      path,
      'this is no database, and long enough that it cannot be taken for an empty one'.repeat(99),
    );
    await assert.rejects(
      ThreadedStore.open(path),
      /^UnusableStoreError: The store is damaged: butcher\.db is no database/,
    );
  });
});
