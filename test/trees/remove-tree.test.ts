import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAll } from '../../src/trees/remove-tree.ts';
import { emptyTree, removeTree } from '../../src/trees/trees.ts';

describe('removeTree', () => {
  let root: string;
  let tree: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-remove-'));
    tree = join(root, 'tree');
    await mkdir(tree);
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'outside', 'file'), 'stays');
  });
  afterEach(async () => {
    assert.deepEqual(await readdir(root), ['outside']);
    assert.equal(await readFile(join(root, 'outside', 'file'), 'utf8'), 'stays');
    await rm(root, { recursive: true });
  });

  it('removes folders nested deeper than any path can name', async () => {
    const program = `
import os, sys
os.chdir(sys.argv[1])
for level in range(150):
    os.symlink(sys.argv[2], "link"); open("\\udcff", "w").close(); os.mkdir("other")
    os.mkdir("d" * 200); os.chdir("d" * 200)
`;
    execFileSync('python3', ['-c', program, tree, join(root, 'outside')]);
    await assert.rejects(rm(tree, { recursive: true }), { code: 'ENAMETOOLONG' });
    await removeTree(tree);
  });

  it('removes folders that their owner may not enter, and links without what they point to', async () => {
    await mkdir(join(tree, 'closed', 'inner'), { recursive: true });
    await writeFile(join(tree, 'closed', 'inner', 'file'), '');
    await symlink(join(root, 'outside'), join(tree, 'link'));
    await removeTree(join(tree, 'link'));
    await symlink(join(root, 'outside'), join(tree, 'link'));
    // Whoever comes later than the first look, as where something is swapped after it.
    await removeAll(join(tree, 'link'), new AbortController().signal);
    await symlink(join(root, 'outside'), join(tree, 'link'));
    await chmod(join(tree, 'closed', 'inner'), 0);
    await chmod(join(tree, 'closed'), 0);
    await removeTree(tree);
  });

  it('empties a folder of names that are no text, too', async () => {
    execFileSync('python3', [
      '-c',
      'import os, sys\nos.chdir(sys.argv[1])\nos.makedirs(b"\\xff/\\xfe")',
      tree,
    ]);
    await emptyTree(tree);
    assert.deepEqual(await readdir(tree), []);
    await removeTree(tree);
  });

  it('removes nothing outside while folders are swapped for links under it', async () => {
    const program = `
import os, sys, time
tree, outside = sys.argv[1:]
end = time.monotonic() + 20
while time.monotonic() < end:
    for number in range(20):
        path, away = f"{tree}/a/{number}", f"{tree}/a/{number}-away"
        try:
            os.rename(path, away)
            os.symlink(outside, path)
            os.unlink(path)
            os.rename(away, path)
        except OSError:
            pass
`;
    const swapper = spawn('python3', ['-c', program, tree, join(root, 'outside')]);
    const ended = once(swapper, 'exit');
    try {
      for (let round = 0; round < 20; round++) {
        for (let number = 0; number < 20; number++)
          await mkdir(join(tree, 'new', String(number), 'b', 'inner'), { recursive: true });
        await rename(join(tree, 'new'), join(tree, 'a'));
        await emptyTree(tree);
        assert.deepEqual(await readdir(join(root, 'outside')), ['file']);
      }
    } finally {
      swapper.kill('SIGKILL');
      await ended;
    }
    await removeTree(tree);
  });

  it('is content with what is gone', async () => {
    await removeTree(tree);
    await removeTree(tree);
  });
});
