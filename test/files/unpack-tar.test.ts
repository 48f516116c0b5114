import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { unpackTar } from '../../src/files/unpack-tar.ts';

describe('unpackTar', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function unpacked(names: readonly string[]): Promise<string> {
    const tar = pack();
    for (const name of names) tar.entry({ name, type: name.endsWith('/') ? 'directory' : 'file' }, '');
    tar.finalize();
    const file = join(folder, 'a.tar');
    await pipeline(tar, createWriteStream(file));
    const into = await mkdtemp(join(folder, 'into-'));
    await unpackTar(file, into);
    return into;
  }

  it('makes the folders that files lie in, also those that come twice or after what is in them', async () => {
    const into = await unpacked(['a/b/one', 'a/', 'a/b/', './', 'a/b/c/', 'a/two']);
    assert.deepEqual((await readdir(into, { recursive: true })).sort(), [
      'a',
      'a/b',
      'a/b/c',
      'a/b/one',
      'a/two',
    ]);
    assert.equal(await readFile(join(into, 'a/b/one'), 'utf8'), '');
  });

  it('refuses a name with more parts than a path has, as the system does', async () => {
    await assert.rejects(unpacked([`${'d/'.repeat(25_000)}file`]), { code: 'ENAMETOOLONG' });
  });
});
