import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolders, makeFoldersSync } from '../../src/files/make-folders.ts';

const ways: readonly (readonly [name: string, make: (folder: string, mode?: number) => Promise<void>])[] = [
  ['makeFolders', makeFolders],
  ['makeFoldersSync', async (...given) => makeFoldersSync(...given)],
];

for (const [name, make] of ways)
  describe(name, () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('makes what is missing with the mode, and takes what is there', async () => {
      const deep = join(folder, 'a/b/c');
      await make(deep, 0o700);
      for (const path of ['a', 'a/b', 'a/b/c'])
        assert.equal((await stat(join(folder, path))).mode & 0o777, 0o700);
      await make(deep);
    });

    it('takes no file for a folder', async () => {
      await writeFile(join(folder, 'file'), '');
      await assert.rejects(make(join(folder, 'file')), { code: 'EEXIST' });
      await assert.rejects(make(join(folder, 'file/below')), { code: 'ENOTDIR' });
    });

    it('ends where the system makes no folders, though the one above is there', async function () {
      // Elsewhere than on Linux no folder is known that refuses like this.
      if (!existsSync('/proc/self')) this.skip();
      await assert.rejects(make('/proc/nothing/here/at/all'), { code: 'ENOENT' });
    });
  });
