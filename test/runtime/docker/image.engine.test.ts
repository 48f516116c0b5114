import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { FailureError } from '../../../src/model/failures.ts';
import { type EnsureOptions, ensureBaseImage } from '../../../src/runtime/docker/image/ensure-image.ts';
import { installedSandboxFolder } from '../../../src/runtime/docker/image/image-inputs.ts';
import { harnessCommand, imageLabel } from '../../../src/runtime/docker/image/image-names.ts';
import { connectToEngine, runInImage } from '../../helpers/run-in-image.ts';

const survey = `
import importlib.util, json, os, stat, sys
import numpy
setuid, writable, programs, uncompiled = [], [], [], []
for top in os.listdir("/"):
    if top in ("dev", "proc", "sys", "tmp"): continue
    for folder, folders, names in os.walk("/" + top):
        for path in (os.path.join(folder, name) for name in folders + names):
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode): continue
            if mode & 0o6000: setuid.append(path)
            if mode & 0o002: writable.append(path)
            if stat.S_ISREG(mode) and mode & 0o111 and "/lib/" not in path: programs.append(path)
            if path.endswith(".py") and not os.path.exists(importlib.util.cache_from_source(path)): uncompiled.append(path)
print(json.dumps({
    "python": sys.version.split(".")[:2], "numpy": numpy.__version__, "setuid": setuid, "writable": writable,
    "programs": sorted(programs), "uncompiled": uncompiled, "opt": sorted(os.listdir("/opt")),
    "pip": importlib.util.find_spec("pip") is not None,
}))
`;

describe('sandbox image', function () {
  this.timeout(180_000);
  let docker: Docker;
  let folder: string;
  const made = new Set<string>();

  before(async () => {
    docker = await connectToEngine();
    folder = await mkdtemp(join(tmpdir(), 'butcher-image-'));
    await ensureBaseImage(docker, options());
  });

  after(async () => {
    for (const id of made) await docker.getImage(id).remove({ force: true });
    await rm(folder, { recursive: true, force: true });
  });

  function options(rest: Partial<EnsureOptions> & { said?: string[] } = {}): EnsureOptions {
    const { said = [], ...others } = rest;
    return { onProgress: (line) => said.push(line), signal: new AbortController().signal, ...others };
  }

  /** A copy of the sources, changed so that no image of them exists yet. */
  async function changedSources(name: string, file: string): Promise<string> {
    const copy = join(folder, name);
    await cp(installedSandboxFolder, copy, { recursive: true });
    await appendFile(join(copy, file), `# ${name} ${process.pid} ${performance.now()}\n`);
    return copy;
  }

  async function buildContainers(): Promise<string[]> {
    const listed = await docker.listContainers({ all: true, filters: { name: [`-${process.pid}-`] } });
    return listed.flatMap(({ Names }) => Names);
  }

  async function namelessImages(): Promise<string[]> {
    const listed = await docker.listImages({ filters: { dangling: ['true'], label: [imageLabel] } });
    return listed.map(({ Id }) => Id);
  }

  it('is built once and then only looked up', async () => {
    const said: string[] = [];
    const first = await ensureBaseImage(docker, options({ said }));
    assert.equal(await ensureBaseImage(docker, options({ said })), first);
    assert.match(first, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(said, []);
  });

  it('holds Python, NumPy and the harness, and nothing that helps an intruder', async () => {
    const { output } = await runInImage(docker, await ensureBaseImage(docker, options()), survey);
    const { numpy, uncompiled, programs, ...rest } = JSON.parse(output);
    assert.match(numpy, /^2\./);
    assert.deepEqual(
      programs.filter((path: string) => !/^\/usr\/(local\/)?bin\/python3(\.13)?$/.test(path)),
      [],
    );
    assert.deepEqual(uncompiled, []);
    assert.deepEqual(rest, { python: ['3', '13'], setuid: [], writable: [], opt: ['butcher'], pip: false });
  });

  it('starts the harness that its settings name', async () => {
    const image = await ensureBaseImage(docker, options());
    const { Config } = await docker.getImage(image).inspect();
    assert.deepEqual(Config.Cmd, harnessCommand);
    const program = `import os; print(os.access(${JSON.stringify(harnessCommand.at(-1))}, os.R_OK))`;
    assert.equal((await runInImage(docker, image, program)).output.trim(), 'True');
  });

  it('gets a new layer, not a new base, when the harness changes; two builds at once end with one image', async () => {
    const sandboxFolder = await changedSources('harness', 'harness/butcher_harness/__init__.py');
    const nameless = await namelessImages();
    const said: string[] = [];
    const build = () => ensureBaseImage(docker, options({ sandboxFolder, said }));
    const ids = await Promise.all([build(), build()]);
    made.add(ids[0]);
    assert.equal(await build(), ids[0]);
    assert.deepEqual(new Set(said), new Set(['image: adding the harness']));
    assert.notEqual(ids[0], await ensureBaseImage(docker, options()));
    assert.deepEqual(await namelessImages(), nameless);
    assert.deepEqual(await buildContainers(), []);
  });

  it('leaves nothing behind when building is broken off', async () => {
    const sandboxFolder = await changedSources('broken-off', 'harness/butcher_harness/__init__.py');
    const stopping = new AbortController();
    const nameless = await namelessImages();
    const onProgress = () => setImmediate(() => stopping.abort());
    await assert.rejects(
      ensureBaseImage(docker, { onProgress, signal: stopping.signal, sandboxFolder }),
      () => stopping.signal.aborted,
    );
    assert.deepEqual(await buildContainers(), []);
    assert.deepEqual(await namelessImages(), nameless);
  });

  it('says what is missing when it can be built neither way', async () => {
    const sandboxFolder = await changedSources('nowhere', 'image/finish_root.py');
    const env = { PATH: '/nonexistent', BUTCHER_BASE: 'debian' };
    await assert.rejects(ensureBaseImage(docker, options({ sandboxFolder, env })), (error: FailureError) => {
      assert.equal(error.failure.code, 'image-missing');
      assert.match(error.failure.message, /mmdebstrap is not installed/);
      assert.match(error.failure.help, /registry.*apt-get install mmdebstrap/);
      return true;
    });
  });
});
