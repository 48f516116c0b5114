import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChiefIdentity, formatChief, thisChief } from '../../src/runtime/chief-identity.ts';
import { makeSocketFolder, sweepSocketFolders } from '../../src/runtime/socket-folder.ts';

describe('folders of sockets', () => {
  const self = thisChief('/some/home');
  const dead: ChiefIdentity = { ...self, process: { pid: spawnSync('true').pid, began: null } };
  let home: string;
  let parent: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    parent = join(home, 'sockets');
    await mkdir(parent);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const sweep = () => sweepSocketFolders(home, self, Date.now());

  it('of a dead chief of the home go with what is in them', async () => {
    const left = await makeSocketFolder(home, dead);
    await writeFile(join(left, 'chief.sock'), '');
    assert.equal(await sweep(), 1);
    assert.deepEqual(await readdir(parent), []);
    assert.equal(await sweep(), 0);
  });

  it('of a living chief, of another home, or just begun stay', async () => {
    await makeSocketFolder(home, thisChief('/some/home'));
    await makeSocketFolder(home, { ...dead, home: '0123456789abcdef' });
    await mkdir(join(parent, 's-begun'));
    const before = await readdir(parent);
    assert.equal(await sweep(), 0);
    assert.deepEqual(await readdir(parent), before);
    const old = new Date(Date.now() - 120_000);
    await utimes(join(parent, 's-begun'), old, old);
    assert.equal(await sweep(), 1, 'a chief that was killed before it could sign it');
  });

  it('of another user stay, whatever they say, and nothing that a link leads to goes', async () => {
    const others = join(parent, 's-others');
    await mkdir(others);
    await writeFile(join(others, 'owner'), formatChief(dead));
    // Without the right to give files away there are no others here, but the folder's owner is who sweeps.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(others, 65_534, 65_534);
    const elsewhere = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    try {
      await writeFile(join(elsewhere, 'owner'), formatChief(dead));
      await symlink(elsewhere, join(parent, 's-link'));
      assert.equal(await sweep(), isRoot ? 1 : 2, 'the link itself is this user’s');
      assert.deepEqual(await readdir(elsewhere), ['owner']);
      assert.deepEqual(await readdir(parent), isRoot ? ['s-others'] : []);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('that cannot be looked for are none', async () => {
    assert.equal(await sweepSocketFolders(join(home, 'missing'), self, Date.now()), 0);
  });
});
