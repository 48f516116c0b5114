import assert from 'node:assert/strict';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeldFolder } from '../../../src/files/held-folder.ts';
import { removeTree } from '../../../src/files/remove-tree.ts';
import { listResults } from '../../../src/jobs/packing/list-results.ts';
import { FailureError } from '../../../src/model/failures.ts';

describe('listing results', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-list-'));
  });
  afterEach(() => removeTree(root));

  async function list(most?: number) {
    const folder = await HeldFolder.open(root);
    try {
      return await listResults(folder, most);
    } finally {
      await folder.close();
    }
  }

  async function links(count: number) {
    await mkdir(join(root, 'inner'));
    for (let each = 0; each < count; each += 1) await symlink('x', join(root, 'inner', `link${each}`));
  }

  it('refuses more than it may, whatever they are, as disk-limit with what to do', async () => {
    await links(9);
    assert.equal((await list(10)).length, 10);
    await assert.rejects(list(9), (error) => {
      assert.ok(error instanceof FailureError);
      assert.equal(error.failure.code, 'disk-limit');
      assert.equal(error.failure.message, 'the results folder has more than 9 files, folders and links');
      assert.equal(error.failure.observed, 10);
      assert.match(error.failure.help, /fewer and larger files/);
      return true;
    });
  });
});
