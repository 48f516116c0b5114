import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { copyForAll } from '../../src/runtime/copy-for-all.ts';
import { lookAtData } from '../../src/trees/trees.ts';
import { TemporaryHome } from '../helpers/runtime-job.ts';

describe('data that is not everybody’s to read', () => {
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

  it('is not what everybody may read', async () => {
    for (const path of [folder, join(folder, 'inner', 'file')])
      assert.ok((await lookAtData(path)).isReadableByAll);
  });

  for (const [what, place, mode] of [
    ['a file', 'inner/file', 0o640],
    ['a folder', 'inner', 0o750],
    ['a folder that may be listed but not entered', 'inner', 0o754],
    ['the dataset itself', '.', 0o700],
  ] as const) {
    it(`is seen when ${what} is private, and copied as a whole, with nothing changed`, async () => {
      await chmod(join(folder, place), mode);
      await execa('mkfifo', [join(folder, 'pipe')]);
      assert.ok(!(await lookAtData(folder)).isReadableByAll);
      await copyForAll(folder, copy);
      assert.equal((await stat(join(folder, place))).mode & 0o777, mode);
      assert.equal(await readFile(join(copy, 'inner/file'), 'utf8'), 'content');
      assert.equal(await readlink(join(copy, 'link')), 'inner/file');
      await assert.rejects(stat(join(copy, 'pipe')));
      assert.equal((await stat(join(copy, 'inner'))).mode & 0o777, 0o755);
      assert.equal((await stat(join(copy, 'inner/file'))).mode & 0o777, 0o644);
    });
  }
});
