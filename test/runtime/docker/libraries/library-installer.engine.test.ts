import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { FailureError } from '../../../../src/model/failures.ts';
import {
  type LibrarySettings,
  noLibrarySettings,
  type WantedLibraries,
} from '../../../../src/model/libraries.ts';
import { type ChiefIdentity, thisChief } from '../../../../src/runtime/chief-identity.ts';
import {
  LibraryInstaller,
  type LibraryRequest,
} from '../../../../src/runtime/docker/libraries/library-installer.ts';
import { sweepLayers } from '../../../../src/runtime/docker/libraries/sweep-layers.ts';
import { makeSocketFolder } from '../../../../src/runtime/socket-folder.ts';
import { PackageIndex } from '../../../helpers/package-index.ts';
import { connectToEngine, runInImage } from '../../../helpers/run-in-image.ts';
import { type Wheel, wheelOf } from '../../../helpers/wheels.ts';
import { zipOf } from '../../../package/helpers/zip-of.ts';

const seccompPath = fileURLToPath(new URL('../../../../sandbox/seccomp.json', import.meta.url));
/** Makes every version of this run one that no layer is there for. */
const run = `${process.pid}.${Math.trunc(performance.now())}`;

describe('installing libraries', function () {
  this.timeout(180_000);
  let docker: Docker;
  let chief: ChiefIdentity;
  let seccomp: string;
  let folder: string;
  let index: PackageIndex;
  let decoy: Server;
  let reached: number;
  const images = new Set<string>();
  before(async () => {
    docker = await connectToEngine();
    seccomp = JSON.stringify(JSON.parse(await readFile(seccompPath, 'utf8')));
    folder = await mkdtemp(join(tmpdir(), 'butcher-libraries-'));
    chief = thisChief(folder);
    decoy = createServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => decoy.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(async () => {
    index = await PackageIndex.start();
    reached = 0;
  });

  afterEach(async () => {
    await index.stop();
    assert.equal(reached, 0, 'something else than the index was reached');
    assert.deepEqual(
      (await docker.listContainers({ all: true, filters: { name: [`-${process.pid}-`] } })).length,
      0,
    );
    assert.deepEqual(await readdir(join(folder, 'sockets')).catch(() => []), []);
  });

  after(async () => {
    decoy.close();
    for (const id of images) {
      const { RepoTags = [] } = await docker.getImage(id).inspect();
      for (const name of RepoTags) await docker.getImage(name).remove({ force: true });
    }
    await rm(folder, { recursive: true, force: true });
  });

  function installer(settings: Partial<LibrarySettings> = {}, patienceMs = 120_000): LibraryInstaller {
    const env = { PATH: process.env.PATH };
    return new LibraryInstaller({
      ...{ docker, seccomp, env, patienceMs },
      isLocal: true,
      makeFolder: () => makeSocketFolder(folder, chief),
      settings: { ...noLibrarySettings, indexUrl: index.url, ...settings },
    });
  }

  function wanting(
    requirements: readonly string[],
    rest: Partial<WantedLibraries & LibraryRequest> = {},
  ): LibraryRequest {
    const { constraints = [], wheels = [], lock = null, maxBytes = 2 ** 31, onProgress = () => {} } = rest;
    const { signal = new AbortController().signal } = rest;
    return { wanted: { requirements, constraints, wheels, lock }, maxBytes, onProgress, signal };
  }

  async function installed(by: LibraryInstaller, request: LibraryRequest) {
    const image = await by.install(request);
    if (image.distributions.length > 0) images.add(image.id);
    return image;
  }

  async function refusal(request: LibraryRequest, settings: Partial<LibrarySettings> = {}): Promise<string> {
    try {
      await installed(installer(settings), request);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      assert.equal(error.failure.code, 'dependency-install');
      return error.failure.message;
    }
    return assert.fail('it was installed');
  }

  function packageFile({ file, bytes }: Wheel) {
    return { path: `wheels/${file}`, bytes };
  }

  it('brings what is asked for and what that needs, and no second NumPy, nor anything that acts by being there', async () => {
    const greedy = wheelOf({
      name: 'greedy',
      version: run,
      requires: ['needed>=1', 'numpy>=1.20', 'gone==1; python_version < "3"'],
      files: {
        'greedy.py': 'VALUE = "greedy"\n',
        'json.py': 'raise RuntimeError("hides the standard library")\n',
        'butcher_harness/__init__.py': 'raise RuntimeError("hides the harness")\n',
        'sitecustomize.py': 'raise RuntimeError("runs at the start")\n',
        'usercustomize.py': 'raise RuntimeError("runs at the start")\n',
        'evil.pth': 'import sys; sys.exit("a .pth file has run")\n',
      },
    });
    index.add(greedy, wheelOf({ name: 'needed' }), wheelOf({ name: 'numpy', version: '99.0' }));
    const said: string[] = [];
    const { id, distributions } = await installed(
      installer(),
      wanting([`greedy==${run}`], { onProgress: (line) => said.push(line) }),
    );
    assert.deepEqual(
      distributions.map(({ name, sha256 }) => [name, sha256]),
      [
        ['greedy', greedy.sha256],
        ['needed', wheelOf({ name: 'needed' }).sha256],
      ],
    );
    assert.equal(index.asked.filter((path) => path.includes('/files/greedy')).length, 1);
    assert.ok(said.includes(`looking for greedy==${run}`), said.join('\n'));
    const program = `
import json, sys, greedy, needed, numpy, importlib.util
print(json.dumps([greedy.VALUE, needed.VALUE, numpy.__version__ < "99", importlib.util.find_spec("pip") is None]))`;
    const { output } = await runInImage(docker, id, program);
    assert.equal(output.trim(), '["greedy", "needed 1.0", true, true]');
    const harness = await runInImage(
      docker,
      id,
      'import sys; sys.path.insert(0, "/opt/butcher"); import butcher_harness',
    );
    assert.equal(harness.status, 0, harness.output);
  });

  it('gives the NumPy that is asked for where the image’s does not do', async () => {
    index.add(
      wheelOf({
        name: 'numpy',
        version: `99.${run}`,
        files: { 'numpy/__init__.py': `__version__ = "99"\n` },
      }),
    );
    const { id } = await installed(installer(), wanting([`numpy==99.${run}`]));
    assert.equal(
      (await runInImage(docker, id, 'import numpy; print(numpy.__version__)')).output.trim(),
      '99',
    );
  });

  it('needs neither a layer nor the index for what the image has', async () => {
    const { id, distributions } = await installed(installer(), wanting(['numpy>=1.20']));
    assert.deepEqual(distributions, []);
    assert.equal((await docker.getImage(id).inspect()).Config.Labels?.['io.butcher.image'], 'sandbox');
  });

  it('names a layer after what is in it: built once for all who want it, and anew for a wheel that was built anew', async () => {
    const wheels = await mkdtemp(join(folder, 'wheels-'));
    const put = async (build: number) => {
      const { file, bytes } = wheelOf({
        name: 'mylib',
        version: run,
        files: { 'mylib.py': `VALUE = ${build}\n` },
      });
      await writeFile(join(wheels, file), bytes);
    };
    await put(1);
    const by = installer({ indexUrl: null, wheelFolder: wheels });
    const said: string[] = [];
    const onProgress = (line: string) => said.push(line);
    const texts = [[`mylib==${run}`], [`MyLib == ${run}`], [`mylib==${run}`]];
    const all = await Promise.all(texts.map((text) => installed(by, wanting(text, { onProgress }))));
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
    // The two that asked by the same text have heard of the one building, too.
    assert.ok(said.filter((line) => line.startsWith('unpacking')).length <= 2, said.join('\n'));
    const quiet = await installed(
      installer({ indexUrl: null, wheelFolder: wheels }),
      wanting([`mylib==${run}`], { onProgress: () => assert.fail('it is there') }),
    );
    assert.deepEqual(quiet, all[0]);
    await put(2);
    const { id, layer } = await installed(by, wanting([`mylib==${run}`]));
    assert.equal((await runInImage(docker, id, 'import mylib; print(mylib.VALUE)')).output.trim(), '2');

    const day = 24 * 3600 * 1000;
    const mine: Docker = Object.create(docker, {
      listImages: {
        value: async (query: object) => (await docker.listImages(query)).filter((one) => one.Id === id),
      },
    });
    const sweepIn = (days: number) =>
      sweepLayers(mine, {
        nowMs: Date.now() + days * day,
        keepMs: 30 * day,
        wantedBytes: 0,
        mostBytes: Number.POSITIVE_INFINITY,
        isInUse: (digest) => needed.includes(digest),
      });
    const needed: string[] = [];
    const there = await sweepIn(29);
    assert.deepEqual([there.layers.map(({ digest }) => digest), there.freedBytes], [[layer!.digest], 0]);
    assert.ok(layer!.bytes > 0);
    needed.push(layer!.digest);
    assert.equal((await sweepIn(40)).freedBytes, 0, 'a job needs it');
    needed.pop();
    const user = await docker.createContainer({ Image: id, Cmd: ['never'], name: `${run}-user` });
    assert.equal((await sweepIn(40)).freedBytes, 0, 'a container is made of it');
    await user.remove();
    assert.deepEqual(await sweepIn(40), { layers: [], freedBytes: layer!.bytes });
    await assert.rejects(docker.getImage(id).inspect(), { statusCode: 404 });
    images.delete(id);
  });

  it('takes the package’s own wheels without asking the index, which only has what is not among them', async () => {
    const own = wheelOf({ name: 'ownlib', version: run });
    index.add(
      wheelOf({ name: 'ownlib', version: `9${run}` }),
      wheelOf({ name: 'other', version: run, requires: ['ownlib'] }),
    );
    const { distributions } = await installed(
      installer(),
      wanting(['ownlib'], { wheels: [packageFile(own)] }),
    );
    assert.deepEqual([distributions.map(({ sha256 }) => sha256), index.asked], [[own.sha256], []]);
    const more = await installed(
      installer(),
      wanting(['other', `ownlib==${run}`], { wheels: [packageFile(own)] }),
    );
    assert.deepEqual(
      more.distributions.map(({ name }) => name),
      ['other', 'ownlib'],
    );
    assert.ok(index.asked.length > 0);
  });

  it('refuses addresses in what a library asks for before anything is fetched from them', async () => {
    const address = `http://127.0.0.1:${(decoy.address() as { port: number }).port}/evil-1.0-py3-none-any.whl`;
    index.add(
      wheelOf({ name: 'parent', requires: ['child'] }),
      wheelOf({ name: 'child', requires: [`evil @ ${address}`] }),
    );
    assert.match(await refusal(wanting(['parent'])), /asks for `evil` by an address of its own/);
    index.add(
      wheelOf({ name: 'near', requires: [`evil @ http://${index.host}/files/evil-1.0-py3-none-any.whl`] }),
    );
    assert.match(await refusal(wanting(['near'])), /asks for `evil` by an address of its own/);
    assert.ok(!index.asked.some((path) => path.includes('evil')), index.asked.join(' '));
    index.links.set('elsewhere', `<a href="${address.replace('evil', 'elsewhere')}">elsewhere</a>`);
    assert.match(
      await refusal(wanting(['elsewhere'])),
      /is to come from 127\.0\.0\.1, from which nothing is installed/,
    );
  });

  it('bounds what a wheel unpacks, and lets no file of it out', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const bomb = wheelOf({ name: 'bomb', files: { 'bomb.bin': zeros } });
    assert.ok(bomb.bytes.length < 100_000);
    const out = wheelOf({ name: 'out', files: { '../../../tmp/libraries/out': 'x' } });
    index.add(bomb, out, { ...wheelOf({ name: 'broken' }), bytes: zipOf([]), sha256: '' });
    assert.match(
      await refusal(wanting(['bomb'], { maxBytes: 20_000_000 })),
      /take 64 MiB unpacked; the limit layerBytes is 19 MiB/,
    );
    assert.match(
      await refusal(wanting(['out'])),
      /out-1\.0-py3-none-any\.whl cannot be installed: it holds a file whose name leads out/,
    );
    assert.match(await refusal(wanting(['broken'])), /could not be installed|hash/);
  });

  it('believes hashes more than the index', async () => {
    const wheel = wheelOf({ name: 'liar' });
    index.add(wheel);
    assert.match(
      await refusal(wanting([`liar==1.0 --hash=sha256:${'0'.repeat(64)}`])),
      /not the one whose hash is given/,
    );
    index.lie();
    assert.match(await refusal(wanting(['liar'])), /not the one whose hash is given/);
  });

  it('installs what is locked and nothing else, and asks nobody where one wheel of each is named', async () => {
    const [first, second] = [
      wheelOf({ name: 'locked', version: run, requires: ['below'] }),
      wheelOf({ name: 'below' }),
    ];
    index.add(first, second, wheelOf({ name: 'below', version: '2.0' }));
    const lockOf = (...wheels: readonly (readonly [Wheel, string])[]) => ({
      file: 'requirements.lock',
      libraries: wheels.map(([{ name, sha256 }, version]) => ({ name, version, sha256: [sha256] })),
    });
    const lines = (wheels: readonly (readonly [Wheel, string])[]) =>
      wheels.map(([{ name, sha256 }, version]) => `${name}==${version} --hash=sha256:${sha256}`);
    const whole = [[first, run] as const, [second, '1.0'] as const];
    const short = whole.slice(0, 1);
    // Without hashes pip itself has nothing against what is not in the lock.
    assert.match(
      await refusal(wanting([`locked==${run}`], { lock: lockOf(...short) })),
      /^`below` is needed by what `requirements\.lock` lists, and is not in it\.$/,
    );
    const by = installer();
    const locked = wanting(lines(whole), { lock: lockOf(...whole) });
    const made = await installed(by, locked);
    assert.deepEqual(
      made.distributions.map(({ sha256 }) => sha256),
      [second.sha256, first.sha256],
    );
    index.asked.length = 0;
    assert.equal((await installed(by, locked)).id, made.id);
    assert.deepEqual(index.asked, []);
    const small = { ...locked, maxBytes: 10 };
    await assert.rejects(by.install(small), ({ failure }: FailureError) => failure.limit === 'layerBytes');
  });

  it('gives nobody the wheels of another’s package for knowing their hashes', async () => {
    const own = wheelOf({ name: 'private', version: run });
    const lock = {
      file: 'requirements.lock',
      libraries: [{ name: 'private', version: run, sha256: [own.sha256] }],
    };
    const lines = [`private==${run} --hash=sha256:${own.sha256}`];
    const made = await installed(installer(), wanting(lines, { lock, wheels: [packageFile(own)] }));
    assert.equal(made.distributions.length, 1);
    assert.match(await refusal(wanting(lines, { lock })), /^There is no library `private==/);
  });

  it('asks the next index where one is away, each with the password of its file', async () => {
    index.add(wheelOf({ name: 'mirrored', version: run }));
    index.login = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const credentials = join(folder, 'netrc');
    await writeFile(credentials, 'machine 127.0.0.1 login me password secret\n', { mode: 0o600 });
    const away = { indexUrl: 'http://127.0.0.1:9/simple/', mirrors: [index.url] };
    const said: string[] = [];
    const onProgress = (line: string) => said.push(line);
    await installed(installer({ ...away, credentials }), wanting([`mirrored==${run}`], { onProgress }));
    assert.match(
      said.join('\n'),
      /The package index 127\.0\.0\.1:9 cannot be reached .* The next one is asked\./,
    );
    assert.doesNotMatch(said.join('\n'), /secret/);
    assert.match(await refusal(wanting(['other']), away), /does not accept the name and password/);
    const missing = { credentials: join(folder, 'none') };
    assert.match(
      await refusal(wanting(['other']), missing),
      /goes with the package index cannot be read \(ENOENT\)/,
    );
  });

  it('says what is wrong in one sentence, without the index’s password', async () => {
    index.add(wheelOf({ name: 'old', tag: 'cp39-cp39-any' }), wheelOf({ name: 'a', requires: ['c==1'] }));
    index.add(
      wheelOf({ name: 'b', requires: ['c==2'] }),
      wheelOf({ name: 'c', version: '1' }),
      wheelOf({ name: 'c', version: '2' }),
    );
    index.login = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const indexUrl = index.url.replace('http://', 'http://me:secret@');
    const about = (...requirements: string[]) => refusal(wanting(requirements), { indexUrl });
    assert.match(
      await about('old==1.0'),
      /^There is no wheel of `old==1\.0` for Python 3\.13 .* some for Python 3\.9\.$/,
    );
    const conflict = await about('a', 'b');
    for (const part of ['a 1.0 needs c==1', 'b 1.0 needs c==2']) assert.ok(conflict.includes(part), conflict);
    assert.match(await about('nosuch'), /^There is no library `nosuch` on the index 127\.0\.0\.1:\d+\.$/);
    assert.match(await refusal(wanting(['old'])), /does not accept the name and password/);
    await index.stop();
    assert.match(
      await about('old'),
      /^The package index 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\.$/,
    );
  });

  it('gives up on a search without end, and on a job that is stopped, and leaves nothing', async () => {
    for (let version = 1; version <= 40; version++)
      for (const name of ['x', 'y', 'z']) {
        const next = { x: 'y', y: 'z', z: 'x' }[name];
        index.add(wheelOf({ name, version: `${version}`, requires: [`${next}<${version}`, 'never==1'] }));
      }
    const tooSlow = installer({}, 2500).install(wanting(['x', 'y', 'z']));
    await assert.rejects(tooSlow, ({ failure }: FailureError) =>
      /took longer than 1 minutes|cannot be met|no library/.test(failure.message),
    );
    const stopping = new AbortController();
    const stopped = installer().install(
      wanting(['x', 'y', 'z'], {
        signal: stopping.signal,
        onProgress: () => stopping.abort(new Error('enough')),
      }),
    );
    await assert.rejects(stopped, /enough/);
  });
});
