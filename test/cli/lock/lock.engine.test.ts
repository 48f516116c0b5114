import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestIn } from '../../../src/runtime/docker/libraries/layer-names.ts';
import { PackageIndex } from '../../helpers/package-index.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { connectToEngine } from '../../helpers/run-in-image.ts';
import { wheelOf } from '../../helpers/wheels.ts';

/** Makes every version of this run one that no layer is there for. */
const version = `${process.pid}.${Math.trunc(performance.now())}`;

describe('butcher lock', function () {
  this.timeout(120_000);
  let folder: string;
  let index: PackageIndex;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-lock-'));
    index = await PackageIndex.start();
  });
  after(async () => {
    await index.stop();
    await rm(folder, { recursive: true });
    const docker = await connectToEngine();
    for (const { RepoTags, Labels } of await docker.listImages({
      filters: { label: ['io.butcher.libraries'] },
    }))
      if (Labels?.['io.butcher.libraries']?.includes(version) && digestIn(RepoTags ?? []) !== null)
        for (const name of RepoTags ?? []) await docker.getImage(name).remove();
  });

  async function made(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
    return path;
  }

  function lock(path: string, env: Readonly<Record<string, string>> = {}) {
    const home = { BUTCHER_HOME: join(folder, 'home'), BUTCHER_PIP_INDEX_URL: index.url };
    return runButcher(['lock', path], { cwd: folder, env: { ...home, ...env } });
  }

  it('writes what was found, and anew where it no longer fits', async () => {
    const top = wheelOf({ name: 'lockable', version, requires: ['below<2'] });
    const below = wheelOf({ name: 'below', version: '1.0' });
    index.add(top, below, wheelOf({ name: 'below', version: '2.0' }));
    const path = await made('package', {
      'requirements.txt': 'lockable\nnumpy>=1\n',
    });
    await writeFile(join(path, 'requirements.lock'), 'lockable==0\n');
    const { exitCode, stdout, stderr } = await lock(path);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, `${join(path, 'requirements.lock')} has\n  below 1.0\n  lockable ${version}\n`);
    const written = await readFile(join(path, 'requirements.lock'), 'utf8');
    assert.deepEqual(written.split('\n').slice(1), [
      'below==1.0 \\',
      `    --hash=sha256:${below.sha256}`,
      `lockable==${version} \\`,
      `    --hash=sha256:${top.sha256}`,
      '',
    ]);
    assert.deepEqual((await readdir(path)).sort(), ['requirements.lock', 'requirements.txt']);
    index.asked.length = 0;
    const again = await lock(path);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.ok(index.asked.length > 0, 'what is locked is no answer to what would be found');
    assert.equal(await readFile(join(path, 'requirements.lock'), 'utf8'), written);
  });

  it('says why it cannot, and leaves the lock that is there', async () => {
    const path = await made('bad', {
      'requirements.txt': 'nosuchthing==1\n',
      'requirements.lock': 'nosuchthing==2\n',
    });
    const { exitCode, stderr } = await lock(path);
    assert.equal(exitCode, 1);
    assert.match(stderr, /failed: dependency-install {2}There is no library `nosuchthing==1` on the index/);
    assert.equal(await readFile(join(path, 'requirements.lock'), 'utf8'), 'nosuchthing==2\n');
    await writeFile(join(folder, 'other'), '');
    const pylock = await made('pylock', {
      'requirements.txt': 'a\n',
      'pylock.toml': 'lock-version = "1.0"\n',
    });
    const wrong: readonly (readonly [string, RegExp])[] = [
      [join(folder, 'none'), /does not exist/],
      [join(folder, 'other'), /is no folder/],
      [await made('empty', {}), /has no requirements\.txt/],
      [pylock, /has a lock, `pylock\.toml`\. Remove it/],
    ];
    for (const [given, expected] of wrong) {
      const run = await lock(given);
      assert.deepEqual([run.exitCode, expected.test(run.stderr)], [2, true], run.stderr);
    }
  });
});
