import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderUsage, removeTree, resultsUsage } from '../../src/trees/trees.ts';

const plenty = Number.MAX_SAFE_INTEGER;

describe('the space of a folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-usage-'));
  });
  afterEach(() => removeTree(root));

  it('counts every entry, what is in folders, and holes as what they will be in a tar', async () => {
    for (let number = 0; number < 100; number += 1) await writeFile(join(root, `empty${number}`), '');
    assert.equal(await folderUsage(root, plenty), 100 * 512);
    await writeFile(join(root, 'sparse'), '');
    await truncate(join(root, 'sparse'), 2 ** 40);
    assert.equal(await folderUsage(root, plenty), 101 * 512 + 2 ** 40);
    await mkdir(join(root, 'inner'));
    await writeFile(join(root, 'inner', 'file'), Buffer.alloc(100_000));
    assert.ok((await folderUsage(root, plenty)) > 103 * 512 + 2 ** 40 + 100_000);
  });

  it('does not follow links, and stops when it has seen enough', async () => {
    await symlink('/usr', join(root, 'link'));
    assert.ok((await folderUsage(root, plenty)) < 1024);
    for (let number = 0; number < 10; number += 1)
      await writeFile(join(root, `f${number}`), 'x'.repeat(5000));
    const seen = await folderUsage(root, 10_000);
    assert.ok(seen > 10_000 && seen < 30_000, String(seen));
  });

  it('is infinite for results nested so deep that nobody could look', async () => {
    const program =
      'import os, sys\nos.chdir(sys.argv[1])\nfor _ in range(int(sys.argv[2])): os.mkdir("d" * 100); os.chdir("d" * 100)';
    execFileSync('python3', ['-c', program, root, '200']);
    assert.ok(Number.isFinite(await resultsUsage(root, plenty)));
    await removeTree(root);
    await mkdir(root);
    execFileSync('python3', ['-c', program, root, '201']);
    assert.equal(await resultsUsage(root, plenty), Number.POSITIVE_INFINITY);
    assert.ok(Number.isFinite(await folderUsage(root, plenty)));
  });

  it('is infinite for results of more entries than can be packed, wherever they are', async () => {
    await mkdir(join(root, 'inner'));
    for (let number = 0; number < 9; number += 1) await symlink('x', join(root, 'inner', `link${number}`));
    assert.ok(Number.isFinite(await resultsUsage(root, plenty, 10)));
    assert.equal(await resultsUsage(root, plenty, 9), Number.POSITIVE_INFINITY);
  });

  it('is nothing where there is no folder', async () => {
    assert.equal(await folderUsage(join(root, 'gone'), plenty), 0);
  });
});
