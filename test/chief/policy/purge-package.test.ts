import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageShelf } from '../../../src/chief/content/package-shelf.ts';
import { sweepContent } from '../../../src/chief/content/sweep-content.ts';
import { findBytes } from '../../../src/chief/policy/find-bytes.ts';
import { purgePackage } from '../../../src/chief/policy/purge-package.ts';
import { jobFolder } from '../../../src/home/job-folders.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { sourceOf } from '../../helpers/chief-home.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { reportOf } from '../../helpers/stored-things.ts';

const act = { actor: 'chief', atMs: 1 };
const needle = 'xyzzy-plugh-plover';
const room = { overall: 9, perAccount: 9 };

describe('purging a package', () => {
  let home: string;
  let store: SqliteStore;
  let packages: PackageShelf;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-purge-'));
    store = new SqliteStore(join(home, 'butcher.db'));
    packages = new PackageShelf(home, store);
    for (const name of ['ann', 'bob']) await store.accounts.create({ name, admin: false }, act);
  });
  afterEach(async () => {
    await store.close();
    await rm(home, { recursive: true, force: true });
  });

  const evil = {
    ...sourceOf({ 'Split.py': `# ${needle}\n`, 'deep/er.py': needle }),
    manifest: { name: 'evil', description: `${needle} of the manifest`, limits: {} },
  };
  const honest = sourceOf({ 'Split.py': 'honest\n' });

  /** A job as running leaves it: copies of the package and bytes made from it, all over its folder. */
  const run = async (id: string, account: string, digest: string, text: string) => {
    const job = { id, account, name: id, package: digest, dataset: null, options: plainOptions };
    const accepted = await store.jobs.accept({ ...job, createdAtMs: 1 }, room);
    assert.equal(accepted.kind, 'accepted');
    for (const file of [
      'package/Split.py',
      'journal',
      'results.cache',
      'results/out',
      'bundles/3/fragment',
    ]) {
      const path = join(jobFolder(home, id), file);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, `before ${text} after`);
    }
  };
  const prepare = async () => {
    await packages.add(evil, 'ann', 1e6, 1);
    await packages.add(honest, 'bob', 1e6, 1);
    await run('ended', 'ann', evil.digest, needle);
    await store.jobs.move('ended', ['queued'], 'failed', {
      report: reportOf(`${needle} ${'x'.repeat(5000)}`),
    });
    await run('running', 'ann', evil.digest, needle);
    await store.jobs.move('running', ['queued'], 'running');
    await run('honest', 'bob', honest.digest, 'honest');
  };

  it('leaves no byte of it, and everything else', async () => {
    await prepare();
    assert.deepEqual(await located(), [
      'butcher.db-wal',
      'jobs/ended',
      'jobs/running',
      `packages/${evil.digest.slice(7)}`,
    ]);
    const stopped: string[] = [];
    const parts = {
      home,
      packages,
      stopJobs: async (ids: readonly string[]) => {
        assert.deepEqual(await readdir(join(home, 'jobs')), ['ended', 'honest', 'running']);
        stopped.push(...ids);
      },
    };
    const from = { digest: evil.digest, account: 'ann' };
    const purged = await purgePackage(parts, from, 'protocol', act);
    assert.deepEqual(purged, { last: true, jobs: ['ended', 'running'] });
    assert.deepEqual(stopped, ['ended', 'running']);
    assert.deepEqual(await located(), []);
    assert.deepEqual(await readdir(join(home, 'jobs')), ['honest']);
    assert.deepEqual(await readdir(join(home, 'packages')), [honest.digest.slice(7)]);
    assert.equal((await store.jobs.find('running', 'ann'))?.state, 'cancelled');
    assert.equal((await store.jobs.find('ended', 'ann'))?.report?.failure?.code, 'user-error');
  });

  it('takes nothing from another account that has the same', async () => {
    await packages.add(evil, 'ann', 1e6, 1);
    await packages.add(evil, 'bob', 1e6, 1);
    await run('anns', 'ann', evil.digest, needle);
    await run('bobs', 'bob', evil.digest, needle);
    const parts = {
      home,
      packages,
      stopJobs: async (ids: readonly string[]) => assert.deepEqual(ids, ['anns']),
    };
    await purgePackage(parts, { digest: evil.digest, account: 'ann' }, 'protocol', act);
    assert.deepEqual(await readdir(join(home, 'jobs')), ['bobs']);
    assert.deepEqual(await readdir(join(home, 'packages')), [evil.digest.slice(7)]);
    assert.equal(
      (await packages.load((await store.packages.find(evil.digest, 'bob'))!, defaultLimits))?.digest,
      evil.digest,
    );
    await purgePackage(
      { ...parts, stopJobs: async () => {} },
      { digest: evil.digest, account: 'bob' },
      'protocol',
      act,
    );
    assert.deepEqual(await readdir(join(home, 'packages')), []);
  });

  it('is finished by the next start where the chief died in the middle', async () => {
    await prepare();
    await store.packages.purge(evil.digest, 'ann', 'protocol', act);
    assert.equal((await located()).length, 3);
    await sweepContent(home, store, (path) => assert.fail(path));
    assert.deepEqual(await located(), []);
    assert.deepEqual(await readdir(join(home, 'jobs')), ['honest']);
  });

  it('is proved by a search that finds bytes wherever they are', async () => {
    const folder = join(home, 'search');
    await mkdir(folder);
    const chunkBytes = 64 * 1024;
    const starts = [0, 7, ...Array.from(needle, (_, index) => chunkBytes - index), 3 * chunkBytes];
    for (const before of starts)
      await writeFile(
        join(folder, `at-${before}`),
        Buffer.concat([Buffer.alloc(before), Buffer.from(needle)]),
      );
    await writeFile(join(folder, 'none'), Buffer.alloc(chunkBytes));
    const found = await findBytes(folder, Buffer.from(needle));
    assert.deepEqual(found, starts.map((before) => join(folder, `at-${before}`)).sort());
  });

  /** Where in the home the needle is: at most two folders down, each place once. */
  async function located(): Promise<readonly string[]> {
    const found = await findBytes(home, Buffer.from(needle));
    const places = found.map((path) =>
      path
        .slice(home.length + 1)
        .split('/')
        .slice(0, 2)
        .join('/'),
    );
    return [...new Set(places)].sort();
  }
});
