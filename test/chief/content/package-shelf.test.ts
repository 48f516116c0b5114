import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packageFolder } from '../../../src/chief/content/content-paths.ts';
import { PackageShelf } from '../../../src/chief/content/package-shelf.ts';
import { sweepContent } from '../../../src/chief/content/sweep-content.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { ChiefHome, sourceOf } from '../../helpers/chief-home.ts';
import { plainOptions } from '../../helpers/job-options.ts';

const plenty = 1_000_000;
const files = { 'Split.py': 'def splitter(p):\n  yield b"1"\n', 'Merge.py': '', 'help/er.py': 'x = 1\n' };

/** Space of the package's three files, of which one is empty: an inode each, and blocks. */
const taken = 3 * 512 + 2 * 4096;

describe('the shelf of packages', () => {
  let home: ChiefHome;
  let shelf: PackageShelf;
  beforeEach(async () => {
    home = await ChiefHome.make();
    shelf = new PackageShelf(home.path, home.store);
  });
  afterEach(() => home.remove());
  const onDisk = async () => (await home.entries()).filter((entry) => /^packages\/[^/]+$/.test(entry));

  it('stores a package once for all its owners and gives it back as it was', async () => {
    const source = sourceOf(files);
    const added = await shelf.add(source, 'ann', plenty, 5);
    assert(added.kind === 'added');
    assert.deepEqual([added.package.files, added.package.bytes, added.package.name], [3, taken, 'p']);
    const again = await shelf.add(source, 'ann', plenty, 6);
    assert.equal(again.kind, 'known');
    await shelf.add(sourceOf(files, 'mine'), 'bob', plenty, 7);
    assert.deepEqual(await onDisk(), [`packages/${source.digest.slice(7)}`]);
    const loaded = await shelf.load(added.package, defaultLimits);
    assert.deepEqual([...(loaded?.files.keys() ?? [])], [...source.files.keys()]);
    assert.equal(loaded?.digest, source.digest);
    assert.equal(loaded?.name, 'p');

    assert.equal(await shelf.remove(source.digest, 'ann'), 'removed');
    assert.equal((await onDisk()).length, 1, 'the other owner still has it');
    assert.equal(await shelf.remove(source.digest, 'bob'), 'removed');
    assert.deepEqual(await onDisk(), []);
    assert.equal(await shelf.remove(source.digest, 'bob'), 'unknown');
    assert.equal(await shelf.load(added.package, defaultLimits), null);
  });

  it('does not give back what was changed on disk', async () => {
    const source = sourceOf(files);
    const added = await shelf.add(source, 'ann', plenty, 5);
    assert(added.kind === 'added');
    await writeFile(join(packageFolder(home.path, source.digest), 'Split.py'), 'changed');
    assert.equal(await shelf.load(added.package, defaultLimits), null);
  });

  it('leaves nothing of what is over the quota, and nothing away that another owns', async () => {
    const source = sourceOf(files);
    assert.deepEqual(await shelf.add(source, 'ann', taken - 1, 5), { kind: 'over-quota' });
    assert.deepEqual(await shelf.add(source, 'nobody', plenty, 5), { kind: 'no-account' });
    assert.deepEqual(await onDisk(), []);
    await shelf.add(source, 'bob', taken, 5);
    assert.deepEqual(await shelf.add(source, 'ann', taken - 1, 5), { kind: 'over-quota' });
    assert.equal((await onDisk()).length, 1);
  });

  it('comes out right however adding and removing meet', async () => {
    const source = sourceOf(files);
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        shelf.add(source, 'ann', plenty, 1),
        shelf.remove(source.digest, 'ann'),
        shelf.add(source, 'bob', plenty, 1),
        shelf.remove(source.digest, 'bob'),
        shelf.add(source, 'ann', plenty, 1),
        shelf.remove(source.digest, 'bob'),
      ]);
      const owned = await home.store.packages.digests();
      assert.equal((await onDisk()).length, owned.size);
    }
  });

  it('frees what nobody else needs before that is recorded, where there is no space to record it', async () => {
    const source = sourceOf(files);
    await shelf.add(source, 'ann', plenty, 5);
    await shelf.add(source, 'bob', plenty, 5);
    const { packages } = home.store;
    const remove = packages.remove.bind(packages);
    packages.remove = async (...told) => {
      if ((await onDisk()).length > 0) throw new DiskFullError('full');
      return remove(...told);
    };
    await assert.rejects(shelf.remove(source.digest, 'ann'), DiskFullError);
    assert.equal((await onDisk()).length, 1, 'it is another account’s, too');
    await remove(source.digest, 'bob');
    assert.equal(await shelf.remove(source.digest, 'ann'), 'removed');
    assert.deepEqual(await onDisk(), []);
    assert.equal(await packages.find(source.digest, null), null);
  });

  it('keeps what jobs need', async () => {
    const source = sourceOf(files);
    await shelf.add(source, 'ann', plenty, 5);
    const job = { id: 'j', account: 'ann', name: 'j', package: source.digest, dataset: null };
    await home.store.jobs.accept(
      { ...job, options: plainOptions, createdAtMs: 1 },
      { overall: 1, perAccount: 1 },
    );
    assert.equal(await shelf.remove(source.digest, 'ann'), 'in-use');
    assert.equal((await onDisk()).length, 1);
  });

  it('is swept of what nobody owns and of what is half there, and of nothing else', async () => {
    const source = sourceOf(files);
    await shelf.add(source, 'ann', plenty, 5);
    const before = await home.entries();
    const left = [
      'packages/.new-1/Split.py',
      'packages/.old-2/Split.py',
      `packages/${'a'.repeat(64)}/Split.py`,
      'datasets/.new-1/data',
      `datasets/${'b'.repeat(64)}/data`,
    ];
    for (const path of left) {
      await mkdir(join(home.path, path, '..'), { recursive: true });
      await writeFile(join(home.path, path), 'left');
    }
    const aside: string[] = [];
    await sweepContent(home.path, home.store, async (path) => {
      aside.push(relative(home.path, path));
      await rm(path, { recursive: true });
    });
    assert.deepEqual(aside, [`packages/${'a'.repeat(64)}`, `datasets/${'b'.repeat(64)}`], 'what nobody owns');
    assert.deepEqual(
      (await home.entries()).filter((entry) => entry !== 'datasets'),
      before,
    );
  });
});
