import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { publishResults } from '../../../src/cli/run/publish-results.ts';

describe('publishing results', () => {
  let folder: string;
  let tar: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-publish-'));
    tar = join(folder, 'results.tar');
    const archive = pack();
    archive.entry({ name: 'deep/', type: 'directory', mode: 0o755, mtime: new Date(0) });
    archive.entry({ name: 'deep/a.txt', mode: 0o644, mtime: new Date(0) }, 'hello');
    archive.finalize();
    await writeFile(tar, await buffer(archive), { mode: 0o600 });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const to = (name: string, form: 'tar' | 'tar.gz' | 'folder') =>
    publishResults(tar, { path: join(folder, name), form }, 'a1');

  it('gives the tar as it is, for everybody to read as usual', async () => {
    await to('new/deep/out.tar', 'tar');
    assert.deepEqual(await readFile(join(folder, 'new/deep/out.tar')), await readFile(tar));
    assert.equal((await stat(join(folder, 'new/deep/out.tar'))).mode & 0o777, 0o666 & ~process.umask());
    assert.deepEqual(await readdir(join(folder, 'new/deep')), ['out.tar']);
  });

  it('gives the same compressed bytes each time', async () => {
    await to('one.tar.gz', 'tar.gz');
    await to('two.tar.gz', 'tar.gz');
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) => readFile(join(folder, `${name}.tar.gz`))),
    );
    assert.deepEqual(one, two);
    assert.deepEqual(gunzipSync(one!), await readFile(tar));
  });

  it('unpacks into a folder that is new or empty', async () => {
    await mkdir(join(folder, 'empty'));
    for (const name of ['new', 'empty']) {
      await to(name, 'folder');
      assert.equal(await readFile(join(folder, name, 'deep', 'a.txt'), 'utf8'), 'hello');
    }
    assert.deepEqual((await readdir(folder)).sort(), ['empty', 'new', 'results.tar']);
  });

  it('replaces an empty file and nothing else, and leaves nothing half-made', async () => {
    await writeFile(join(folder, 'empty.tar'), '');
    await to('empty.tar', 'tar');
    await writeFile(join(folder, 'mine.tar'), 'mine');
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'mine'), '');
    await assert.rejects(to('mine.tar', 'tar'), { code: 'EEXIST' });
    await assert.rejects(to('mine.tar', 'tar.gz'), { code: 'EEXIST' });
    await assert.rejects(to('full', 'folder'), { code: 'ENOTEMPTY' });
    assert.equal(await readFile(join(folder, 'mine.tar'), 'utf8'), 'mine');
    assert.deepEqual((await readdir(folder)).sort(), ['empty.tar', 'full', 'mine.tar', 'results.tar']);
    assert.ok((await stat(tar)).size > 0, 'the results are still there');
  });

  it('replaces no link, FIFO or device, and waits for nobody, whatever came there meanwhile', async () => {
    await writeFile(join(folder, 'empty'), '');
    await symlink('empty', join(folder, 'link.tar'));
    await execa('mkfifo', [join(folder, 'fifo.tar')]);
    for (const [name, isStill] of [
      ['link.tar', 'isSymbolicLink'],
      ['fifo.tar', 'isFIFO'],
    ] as const) {
      await assert.rejects(to(name, 'tar'), { code: 'EEXIST' });
      assert.ok((await lstat(join(folder, name)))[isStill]());
    }
    assert.equal((await stat(join(folder, 'empty'))).size, 0);
  });

  it('goes into the empty folder that a link leads to, also on another disk', async () => {
    const elsewhere = await mkdtemp('/dev/shm/butcher-publish-');
    try {
      await symlink(elsewhere, join(folder, 'link'));
      await to('link', 'folder');
      assert.equal(await readFile(join(elsewhere, 'deep', 'a.txt'), 'utf8'), 'hello');
      assert.ok((await lstat(join(folder, 'link'))).isSymbolicLink());
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});
