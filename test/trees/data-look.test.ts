import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inThread } from '../../src/trees/in-thread.ts';
import { lookAtData } from '../../src/trees/trees.ts';

describe('a look at data', () => {
  let folder: string;
  const at = (byte: number) => Buffer.concat([Buffer.from(`${folder}/data/f`), Buffer.from([byte])]);
  const seen = async () => (await lookAtData(join(folder, 'data'))).fingerprint;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-look-'));
    await mkdir(join(folder, 'data', 'inner'), { recursive: true });
    for (const path of [at(0xfe), join(folder, 'data', 'inner', 'file')]) {
      await writeFile(path, 'x');
      await utimes(path, 1, 1);
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('tells how much there is', async () => {
    await writeFile(at(0xfe), 'four');
    await symlink('/usr', join(folder, 'data', 'link'));
    assert.equal((await lookAtData(join(folder, 'data'))).bytes, 5);
    assert.equal((await lookAtData(join(folder, 'data', 'inner', 'file'))).bytes, 1);
  });

  it('tells names apart that differ only in bytes that are not UTF-8', async () => {
    const before = await seen();
    assert.equal(await seen(), before);
    await rename(at(0xfe), at(0xff));
    assert.notEqual(await seen(), before);
  });

  it('tells another size, another time and another place, and nothing else', async () => {
    const before = await seen();
    const inner = join(folder, 'data', 'inner', 'file');
    await utimes(inner, 1, 1.5);
    const later = await seen();
    assert.notEqual(later, before);
    await writeFile(inner, 'xy');
    await utimes(inner, 1, 1);
    assert.notEqual(await seen(), before);
    await writeFile(inner, 'y');
    await utimes(inner, 1, 1);
    assert.equal(await seen(), before, 'no content is read');
    await rename(join(folder, 'data', 'inner'), join(folder, 'data', 'outer'));
    assert.notEqual(await seen(), before);
  });

  it('is of a single file what it would be in a thread', async () => {
    const path = join(folder, 'data', 'inner', 'file');
    assert.deepEqual(await lookAtData(path), await inThread('lookAt', [path]));
    assert.equal((await lookAtData(path)).isReadableByAll, true);
    await chmod(path, 0o600);
    assert.equal((await lookAtData(path)).isReadableByAll, false);
  });

  it('keeps the fingerprint that journals of earlier versions have', async () => {
    await rm(at(0xfe));
    assert.equal(await seen(), '41a8139b238cb54d9b9542f42efa76a709cdf8690442a8b26dc8b8b7a5ba8b67');
  });

  it('follows no link, and is stopped', async () => {
    await symlink('/proc', join(folder, 'data', 'link'));
    await seen();
    const reason = new Error('not wanted');
    await assert.rejects(lookAtData(join(folder, 'data'), AbortSignal.abort(reason)), reason);
  });

  it('counts links that lead out of the data, and names the first', async () => {
    const { linksOut } = await lookAtData(join(folder, 'data'));
    assert.deepEqual(linksOut, { count: 0, first: null });
    const links: Readonly<Record<string, string>> = {
      'inner/up': '../inner/file',
      'inner/itself': '.',
      nothing: 'inner/none',
      'inner/out': '../../elsewhere',
      'inner/whole': join(folder, 'data', 'inner', 'file'),
      over: 'inner/../../data/inner/file',
    };
    for (const [path, target] of Object.entries(links)) await symlink(target, join(folder, 'data', path));
    assert.deepEqual((await lookAtData(join(folder, 'data'))).linksOut, { count: 3, first: 'inner/out' });
  });

  it('rejects with the system’s error where there is nothing', async () => {
    await assert.rejects(lookAtData(join(folder, 'none')), { code: 'ENOENT', syscall: 'lstat' });
  });
});
