import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkTree } from '../../../src/runtime/docker/link-tree.ts';

describe('linkTree', () => {
  let root: string;
  let source: string;
  let target: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-links-'));
    [source, target] = [join(root, 'source'), join(root, 'target')];
    await mkdir(join(source, 'inner'), { recursive: true });
    await writeFile(join(source, 'inner', 'file'), 'content', { mode: 0o644 });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('gives every file a second name', async () => {
    assert.equal(await linkTree(source, target, 10), true);
    assert.equal(await readFile(join(target, 'inner', 'file'), 'utf8'), 'content');
    assert.equal((await stat(join(target, 'inner', 'file'))).nlink, 2);
  });

  const refused: readonly (readonly [what: string, change: () => Promise<unknown>])[] = [
    ['files that anybody may write', () => chmod(join(source, 'inner', 'file'), 0o646)],
    ['links', () => symlink('/etc/passwd', join(source, 'link'))],
    [
      'more entries than may be',
      () => Promise.all([1, 2, 3].map((n) => writeFile(join(source, `${n}`), ''))),
    ],
  ];
  for (const [what, change] of refused)
    it(`leaves nothing where there are ${what}`, async () => {
      await change();
      assert.equal(await linkTree(source, target, 5), false);
      assert.deepEqual(await readdir(root), ['source']);
      assert.equal((await stat(join(source, 'inner', 'file'))).nlink, 1);
    });
});
