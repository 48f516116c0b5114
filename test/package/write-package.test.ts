import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writePackage } from '../../src/package/write-package.ts';
import { loadGood, scratchFolder, writeTree } from './helpers/scratch.ts';

describe('writePackage', () => {
  const scratch = scratchFolder();

  it('writes files that anyone can read and only the owner can write, whatever the umask', async () => {
    const source = await loadGood(writeTree(join(scratch.path, 'p'), { 'Split.py': 'x', 'a/b/c.txt': 'y' }));
    const folder = join(scratch.path, 'job', 'package');
    const before = process.umask(0o077);
    try {
      await writePackage(source, folder);
    } finally {
      process.umask(before);
    }
    const mode = (path: string) => (statSync(join(folder, path)).mode & 0o7777).toString(8);
    assert.deepEqual(['.', 'a', 'a/b', 'Split.py', 'a/b/c.txt'].map(mode), [
      '755',
      '755',
      '755',
      '644',
      '644',
    ]);
    assert.equal(readFileSync(join(folder, 'a/b/c.txt'), 'utf8'), 'y');
  });

  it('does not write over what is there', async () => {
    const source = await loadGood(writeTree(join(scratch.path, 'q'), { 'Split.py': 'x' }));
    const folder = writeTree(join(scratch.path, 'taken'), { 'Split.py': 'mine' });
    await assert.rejects(writePackage(source, folder), { code: 'EEXIST' });
    assert.equal(readFileSync(join(folder, 'Split.py'), 'utf8'), 'mine');
  });
});
