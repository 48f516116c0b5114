import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { isLittle } from '../../src/trees/is-little.ts';

describe('isLittle', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-little-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is true of nothing, of few small files and of folders of such', async () => {
    assert.equal(isLittle(root), true);
    assert.equal(isLittle(join(root, 'none')), true);
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    for (let number = 0; number < 63; number += 1) await writeFile(join(root, 'a', String(number)), 'x');
    assert.equal(isLittle(root), false, '65 with the folders');
    await rm(join(root, 'a', 'b'), { recursive: true });
    assert.equal(isLittle(root), true);
  });

  it('is false of much, of holes, of what lies deep and of what is no folder', async () => {
    await writeFile(join(root, 'hole'), '');
    await truncate(join(root, 'hole'), 2 ** 40);
    assert.equal(isLittle(root), false);
    assert.equal(isLittle(join(root, 'hole')), false);
    await rm(join(root, 'hole'));
    await mkdir(join(root, ...Array.from({ length: 12 }, () => 'd')), { recursive: true });
    assert.equal(isLittle(root), false);
  });

  it('follows no link', async () => {
    await mkdir(join(root, 'little'));
    await symlink('/usr', join(root, 'little', 'link'));
    assert.equal(isLittle(join(root, 'little')), true);
    await symlink(join(root, 'little'), join(root, 'to-little'));
    assert.equal(isLittle(join(root, 'to-little')), false);
  });

  it('spares a process that has no thread one, and none that has', async () => {
    const program = `
      import threads from 'node:worker_threads';
      import { syncBuiltinESMExports } from 'node:module';
      let begun = 0;
      const { Worker } = threads;
      threads.Worker = class extends Worker {
        constructor(...values) {
          super(...values);
          begun += 1;
        }
      };
      syncBuiltinESMExports();
      const { folderUsage, removeTree } = await import('./src/trees/trees.ts');
      const { beginThread } = await import('./src/trees/in-thread.ts');
      const { mkdirSync, truncateSync, writeFileSync } = await import('node:fs');
      const make = () => { mkdirSync(process.argv[1] + '/x'); writeFileSync(process.argv[1] + '/x/f', 'x'); };
      make();
      await folderUsage(process.argv[1], 100);
      await removeTree(process.argv[1] + '/x');
      make();
      truncateSync(process.argv[1] + '/x/f', 200 * 2 ** 20);
      await removeTree(process.argv[1] + '/x');
      const before = begun;
      const original = (await import('node:fs')).default;
      beginThread();
      let waited = 0;
      const { unlinkSync } = original;
      original.unlinkSync = (...values) => { waited += 1; return unlinkSync(...values); };
      syncBuiltinESMExports();
      make();
      await removeTree(process.argv[1] + '/x');
      console.log(JSON.stringify({ before, begun, waited }));
    `;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program, root];
    const { stdout } = await execa(process.execPath, args);
    assert.deepEqual(JSON.parse(stdout), { before: 0, begun: 1, waited: 0 });
  });
});
