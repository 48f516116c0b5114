import assert from 'node:assert/strict';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureError } from '../../src/model/failures.ts';
import { HeldFolder } from '../../src/trees/held-folder.ts';
import { listResults } from '../../src/trees/list-results.ts';
import { Pace } from '../../src/trees/pace.ts';
import { removeTree } from '../../src/trees/trees.ts';

describe('listing results', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'butcher-list-'));
  });
  afterEach(() => removeTree(root));

  async function list(most?: number) {
    const folder = HeldFolder.open(root);
    try {
      return await listResults(folder, new Pace(new AbortController().signal), most);
    } finally {
      folder.close();
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
