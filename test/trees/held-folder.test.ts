import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldFolder } from '../../src/trees/held-folder.ts';
import { removeTree } from '../../src/trees/trees.ts';

/** Long names, since systems read ahead so many bytes of them. */
const change = `
import os, sys
os.chdir(sys.argv[2])
for each in range(1000):
    os.symlink("x", "n" * 200 + str(each)) if sys.argv[1] == "make" else os.unlink("n" * 200 + str(each))
`;

describe('a held folder', () => {
  it('tells its entries a few at a time, so that millions of them take neither memory nor a long turn', async () => {
    const root = await mkdtemp(join(tmpdir(), 'butcher-held-'));
    execFileSync('python3', ['-c', change, 'make', root]);
    const folder = HeldFolder.open(root);
    const names = new Set<string>();
    for (const { name } of folder.entries()) {
      // Who had read everything would go on with what is gone.
      if (names.size === 0) execFileSync('python3', ['-c', change, 'remove', root]);
      names.add(name.toString());
    }
    folder.close();
    await removeTree(root);
    assert.ok(names.size >= 500 && names.size < 1000, String(names.size));
  });

  it('is no link to one, nor is what is opened in it a link', async () => {
    const root = await mkdtemp(join(tmpdir(), 'butcher-held-'));
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'outside', 'file'), '');
    await mkdir(join(root, 'own'));
    await symlink('../outside', join(root, 'own', 'folder'));
    await symlink('../outside/file', join(root, 'own', 'file'));
    assert.throws(() => HeldFolder.open(join(root, 'own', 'folder')), /ENOTDIR/);
    const own = HeldFolder.open(join(root, 'own'));
    assert.throws(() => own.folder(Buffer.from('folder')), /ENOTDIR/);
    assert.throws(() => own.file(Buffer.from('file')), /ELOOP/);
    own.close();
    await removeTree(root);
  });
});
