import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { copyIfUnreadable } from '../../src/runtime/copy-if-unreadable.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';

describe('copyIfUnreadable', () => {
  let home: TemporaryHome;
  let folder: string;
  let copy: string;

  beforeEach(async () => {
    home = await TemporaryHome.make();
    folder = join(home.path, 'dataset');
    copy = join(home.path, 'copy');
    await mkdir(join(folder, 'inner'), { recursive: true });
    await writeFile(join(folder, 'inner', 'file'), 'content');
    await symlink('inner/file', join(folder, 'link'));
    for (const path of [folder, join(folder, 'inner')]) await chmod(path, 0o755);
    await chmod(join(folder, 'inner', 'file'), 0o644);
  });
  afterEach(() => home.remove());

  it('leaves what everybody may read where it is', async () => {
    assert.equal(await copyIfUnreadable(folder, copy), folder);
    assert.equal(await copyIfUnreadable(join(folder, 'inner', 'file'), copy), join(folder, 'inner', 'file'));
  });

  for (const [what, place, mode] of [
    ['a file', 'inner/file', 0o640],
    ['a folder', 'inner', 0o750],
    ['a folder that may be listed but not entered', 'inner', 0o754],
    ['the dataset itself', '.', 0o700],
  ] as const) {
    it(`copies everything when ${what} is private, and changes nothing`, async () => {
      await chmod(join(folder, place), mode);
      await execa('mkfifo', [join(folder, 'pipe')]);
      assert.equal(await copyIfUnreadable(folder, copy), copy);
      assert.equal((await stat(join(folder, place))).mode & 0o777, mode);
      assert.equal(await readFile(join(copy, 'inner/file'), 'utf8'), 'content');
      assert.equal(await readlink(join(copy, 'link')), 'inner/file');
      await assert.rejects(stat(join(copy, 'pipe')));
      assert.equal((await stat(join(copy, 'inner'))).mode & 0o777, 0o755);
      assert.equal((await stat(join(copy, 'inner/file'))).mode & 0o777, 0o644);
    });
  }
});
