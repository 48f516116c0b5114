import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { PackageShelf } from '../../../src/chief/content/package-shelf.ts';
import { composeHomeLock, composeStore } from '../../../src/compose.ts';
import type { Store } from '../../../src/store/store.ts';
import { sourceOf } from '../../helpers/chief-home.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const by = { actor: 'operator', atMs: 1000 };
const plenty = 1_000_000;

describe('a backup', () => {
  let folder: string;
  let home: string;
  let store: Store;
  let digest: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-backup-'));
    home = join(folder, 'home');
    store = await composeStore(home);
    await store.accounts.create({ name: 'ann', admin: false }, by);
    const source = sourceOf({ 'Split.py': 'x', 'lib/größe.py': 'y' });
    digest = source.digest;
    await new PackageShelf(home, store).add(source, 'ann', plenty, 5);
    for (const id of ['done', 'held']) {
      const job = { id, account: 'ann', name: id, package: digest, dataset: null, options: plainOptions };
      const queue = { overall: 9, perAccount: 9 };
      assert.equal((await store.jobs.accept({ ...job, createdAtMs: 7 }, queue)).kind, 'accepted');
      await mkdir(join(home, 'jobs', id), { recursive: true });
      await writeFile(join(home, 'jobs', id, 'results.tar'), `results of ${id}`);
    }
    await store.jobs.move('done', ['queued'], 'done', { endedAtMs: 9 });
    await store.jobs.move('held', ['queued'], 'running');
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const butcher = (in_: string, ...args: readonly string[]) =>
    runButcher(args, { cwd: folder, env: { BUTCHER_HOME: join(folder, in_) } });
  const restored = async (name: string) => {
    const other = await composeStore(join(folder, name));
    const facts = {
      accounts: await other.accounts.list(),
      jobs: (await other.jobs.list({ owner: null, limit: 9 })).items,
      packages: (await other.packages.list(null, { limit: 9 })).items,
    };
    await other.close();
    return facts;
  };

  it('of a chief that serves holds all that it has, and makes another home of it', async () => {
    const lock = await composeHomeLock(home);
    const made = await butcher('home', 'backup', 'night.tar');
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stdout, /night\.tar {2}\d+/);
    assert.equal((await stat(join(folder, 'night.tar'))).mode & 0o777, 0o600);
    assert.deepEqual(
      (await readdir(home)).filter((name) => name.startsWith('.')),
      [],
    );
    lock?.release();
    const done = await butcher('other', 'restore', 'night.tar');
    assert.equal(done.exitCode, 0, done.stderr);
    assert.match(done.stdout, /is restored, with 2 jobs/);
    assert.deepEqual(await restored('other'), await restored('home'));
    const content = join('packages', digest.slice(7), 'lib/größe.py');
    assert.equal(await readFile(join(folder, 'other', content), 'utf8'), 'y');
    assert.equal(await readFile(join(folder, 'other/jobs/done/results.tar'), 'utf8'), 'results of done');
    await assert.rejects(access(join(folder, 'other/jobs/held')), 'what is being written is left out');
    const again = await butcher('other', 'restore', 'night.tar');
    assert.equal(again.exitCode, 2);
    assert.match(again.stderr, /has been used\. Name an empty one with BUTCHER_HOME/);
    assert.match((await butcher('home', 'backup', 'night.tar')).stderr, /is there already/);
    assert.equal((await butcher('home', 'backup', 'new/deep/night.tar')).exitCode, 0);
    assert.match((await butcher('home', 'backup', 'night.tar/night.tar')).stderr, /is a file, not a folder/);
  });

  it('that is none, is broken off, or is a newer version’s is refused, and nothing is changed', async () => {
    await butcher('home', 'backup', 'good.tar');
    const good = await readFile(join(folder, 'good.tar'));
    await writeFile(join(folder, 'half.tar'), good.subarray(0, good.length / 2));
    await writeFile(join(folder, 'text.tar'), 'not a tar');
    for (const [file, words] of [
      ['half.tar', /cannot be read as a backup|holds no store/],
      ['text.tar', /cannot be read as a backup|is no backup/],
      ['none.tar', /There is no file /],
    ] as const) {
      const run = await butcher('other', 'restore', file);
      assert.equal(run.exitCode, 2, run.stderr);
      assert.match(run.stderr, words, file);
      assert.ok(!/\n +at /.test(run.stderr), run.stderr);
      assert.deepEqual(await readdir(join(folder, 'other')), [], file);
    }
    const database = new DatabaseSync(join(home, 'butcher.db'));
    database.exec('INSERT INTO schema_version (version) VALUES (999)');
    database.close();
    const newer = await butcher('home', 'backup', 'newer.tar');
    assert.match(newer.stderr, /written by a newer version of Butcher \(schema 999/);
    assert.match((await butcher('home', 'account', 'list')).stderr, /Install that version again/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => /newer|part/.test(name)),
      [],
    );
  });

  it('is not restored where no home can be, which a sentence says', async () => {
    await writeFile(join(folder, 'taken'), '');
    const run = await butcher('taken/home', 'restore', 'any.tar');
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(run.stderr, /^error: The home \S+taken\/home cannot be used: a part of the path is a file/);
  });

  it('whose restore broke off is begun again, and no chief serves the home before', async () => {
    await butcher('home', 'backup', 'good.tar');
    const other = join(folder, 'other');
    await mkdir(join(other, 'packages'), { recursive: true });
    await writeFile(join(other, 'restore.unfinished'), '');
    const served = await butcher('other', 'serve', '--listen', '127.0.0.1:0');
    assert.equal(served.exitCode, 2);
    assert.match(
      served.stderr,
      /A restore of the home \S+ goes on or broke off.*run `butcher restore` again/,
    );
    assert.equal((await butcher('other', 'restore', 'good.tar')).exitCode, 0);
    assert.equal((await restored('other')).jobs.length, 2);
  });

  it('is what to go back to where the store is damaged', async () => {
    const other = join(folder, 'other');
    await mkdir(other, { mode: 0o700 });
    await writeFile(join(other, 'butcher.db'), 'x'.repeat(8192));
    for (const args of [
      ['account', 'list'],
      ['serve', '--listen', '127.0.0.1:0'],
    ]) {
      const run = await butcher('other', ...args);
      assert.equal(run.exitCode, 2, run.stderr);
      assert.match(run.stderr, /The store is damaged.*restore the last backup/);
    }
    assert.equal(await readFile(join(other, 'butcher.db'), 'utf8'), 'x'.repeat(8192), 'it was not touched');
  });
});
