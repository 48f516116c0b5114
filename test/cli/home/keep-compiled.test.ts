import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepCompiled } from '../../../src/cli/home/keep-compiled.ts';

describe('keepCompiled', () => {
  let home: string;
  let given: string[];
  const node = { enableCompileCache: (folder: string) => void given.push(folder) };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-compiled-'));
    given = [];
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  it('names a folder of this user alone to Node', () => {
    const folder = keepCompiled({ HOME: home }, node);
    assert.ok(folder?.startsWith(join(home, '.cache', 'butcher', 'compiled-')));
    assert.deepEqual(given, [folder]);
    const elsewhere = keepCompiled({ HOME: home, XDG_CACHE_HOME: join(home, 'other') }, node);
    assert.ok(elsewhere?.startsWith(join(home, 'other', 'butcher')));
  });

  it('does nothing where Node keeps nothing, or has a folder', () => {
    assert.equal(keepCompiled({ HOME: home }, {}), null);
    assert.equal(keepCompiled({ HOME: home, NODE_COMPILE_CACHE: home }, node), null);
    assert.deepEqual(given, []);
  });

  it('runs nothing that somebody else could have put there', async () => {
    const caches = join(home, '.cache');
    const refused = (what: string) => assert.equal(keepCompiled({ HOME: home }, node), null, what);
    await mkdir(join(caches, 'butcher'), { recursive: true });
    await chmod(join(caches, 'butcher'), 0o777);
    refused('a folder that others may write to');
    await chmod(join(caches, 'butcher'), 0o700);
    await chmod(caches, 0o777);
    refused('a folder that others may put another in place of');
    await chmod(caches, 0o700);
    await rm(join(caches, 'butcher'), { recursive: true });
    await mkdir(join(home, 'theirs'));
    await symlink(join(home, 'theirs'), join(caches, 'butcher'));
    refused('a link');
    assert.deepEqual(given, []);
    await rm(join(caches, 'butcher'));
    await writeFile(join(caches, 'butcher'), '');
    refused('a file');
    assert.equal(keepCompiled({ HOME: home, XDG_CACHE_HOME: 'relative' }, node), null);
    await rm(join(caches, 'butcher'));
    assert.notEqual(keepCompiled({ HOME: home }, node), null);
  });
});
