import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { jobLayout } from '../../../src/jobs/disk/job-layout.ts';
import { makeSegmentFolders } from '../../../src/jobs/disk/segment-files.ts';
import { defaultLimits, type Limits } from '../../../src/model/limits.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import {
  type JobPlaceSpec,
  resultsFolder,
  type WarmContainers,
  type WarmSpec,
} from '../../../src/runtime/runtime.ts';
import { containersOf } from '../../helpers/docker-containers.ts';
import { lockdownProblems } from '../../helpers/lockdown.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const sources = {
  'Split.py': 'def splitter(path):\n    with open(path, "rb") as file:\n        yield file.read()\n',
  'Processor.py': 'def Processor(fragment):\n    return fragment.upper()\n',
  'Merge.py': `
import os

def attempt(path, flags):
    try:
        os.close(os.open(path, flags))
        return "open"
    except OSError as error:
        return type(error).__name__

def merger(result, job_name):
    data = f"/app/resources/{job_name}/data"
    tries = {
        "cwd": os.getcwd(),
        "dataset": attempt(f"{data}/numbers.txt", os.O_WRONLY),
        "beside it": attempt(f"{data}/new", os.O_CREAT | os.O_WRONLY),
        "package": attempt("/app/package/Split.py", os.O_WRONLY),
        "another job": attempt("/app/resources/new", os.O_CREAT | os.O_WRONLY),
        "results": attempt("new", os.O_CREAT | os.O_WRONLY),
    }
    with open("tries", "w") as file:
        file.write(repr(tries))
`,
};

/** What a program might take for chance, and what tells one container from another. */
const tellsOfItself = `
import json
import os
import random
import secrets
import uuid

import numpy

def Processor(fragment):
    return json.dumps({
        "random": str(random.random()),
        "numpy": str(numpy.random.random()),
        "numpy generator": str(numpy.random.default_rng().random()),
        "secrets": secrets.token_hex(),
        "urandom": os.urandom(16).hex(),
        "uuid": str(uuid.uuid4()),
        "address": hex(id(object())),
        "processes": os.readlink("/proc/self/ns/pid"),
        "hash": str(hash("a")),
    }).encode()
`;

describe('DockerWarmContainers', () => {
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  let image: string;

  before(async () => {
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
    image = await plainImage(runtime);
  });
  afterEach(async () => {
    assert.deepEqual(await containersOf(home.path), [], 'every test leaves nothing running');
  });
  after(async () => {
    await runtime.close();
    await home.remove();
  });

  it('waits locked in, and is what the job then runs in', async () => {
    const { spec, warm } = await warmUp();
    const waiting = await containersOf(home.path);
    assert.equal(waiting.length, 4);
    for (const id of waiting) {
      const seen = JSON.parse((await execa('docker', ['inspect', id])).stdout)[0];
      const role = seen.Config.Labels['io.butcher.role'];
      assert.equal(seen.Config.Labels['io.butcher.job'], spec.jobId);
      const { HostConfig: host, Mounts: mounts } = seen;
      // The one difference: file rights, not mounts, keep the merger to its results among the resources.
      for (const mount of mounts) if (mount.Destination === '/app/resources') mount.RW = false;
      if (role === 'merger') mounts.push({ Destination: '/app/resources/job/results', RW: true });
      assert.equal(host.Mounts.length, mounts.length - (role === 'merger' ? 1 : 0));
      assert.deepEqual(lockdownProblems(seen, role, defaultLimits), []);
    }
    const job = await layJob(spec);
    assert.deepEqual(await run(job), {
      cwd: '/app/resources/job/results',
      dataset: 'PermissionError',
      'beside it': 'PermissionError',
      package: 'PermissionError',
      'another job': 'PermissionError',
      results: 'open',
    });
    await warm.gone;
    assert.deepEqual(started, waiting.sort(), 'no other container was started');
  });

  it('would let the merger write the dataset if that were its user’s', async () => {
    const { spec } = await warmUp();
    const job = await layJob(spec);
    const [waiting] = await containersOf(home.path);
    const user = (await execa('docker', ['inspect', '-f', '{{.Config.User}}', waiting!])).stdout;
    await chown(job.dataset!.path, Number(user.split(':')[0]), 0);
    assert.match(JSON.stringify(await run(job)), /"dataset":"open"/);
  });

  it('is let go where the job wants something else, which then starts its own', async () => {
    const others: [string, (spec: JobPlaceSpec) => Promise<JobPlaceSpec>][] = [
      ['limits', async (spec) => ({ ...spec, limits: { ...spec.limits, pids: 50 } })],
      ['dataset of many files', withFolder],
      ['dataset that anybody may write', withOpenDataset],
    ];
    for (const [what, change] of others) {
      const { spec, warm } = await warmUp();
      const waiting = await containersOf(home.path);
      const job = await change(await layJob(spec));
      const opened = await runtime.openJob(job);
      await warm.gone;
      assert.deepEqual(await containersOf(home.path), [], what);
      await opened.startAhead(1);
      const worker = await SandboxDriver.start(opened, 'worker', { limits: job.limits });
      assert(!waiting.includes(worker.sandbox.id), what);
      assert.deepEqual(await worker.process('abc'), [Buffer.from('ABC')]);
      await opened.close();
    }
  });

  it('has chance of its own in each container, and hashes alike in all', async () => {
    const told: Record<string, string>[] = [];
    for (const { spec } of [await warmUp(), await warmUp()]) {
      const job = await layJob(spec);
      await writeFile(join(spec.folders.package, 'Processor.py'), tellsOfItself);
      const waiting = await containersOf(home.path);
      await withJob(runtime, job, async (place) => {
        for (let n = 0; n < 2; n += 1) {
          const worker = await SandboxDriver.start(place, 'worker');
          assert(waiting.includes(worker.sandbox.id));
          const [answer] = await worker.process('abc');
          told.push(JSON.parse(String(answer)));
        }
      });
    }
    assert.equal(told.length, 4);
    const { hash, ...chances } = told[0]!;
    for (const what of Object.keys(chances))
      assert.equal(new Set(told.map((one) => one[what])).size, 4, `${what}: ${told.map((one) => one[what])}`);
    assert.deepEqual(
      told.map((one) => one.hash),
      Array(4).fill(hash),
    );
  });

  it('is taken once: what asks for it again starts its own', async () => {
    const { spec } = await warmUp();
    const waiting = await containersOf(home.path);
    const job = await layJob(spec);
    await withJob(runtime, job, async (place) => {
      const worker = await SandboxDriver.start(place, 'worker');
      assert(waiting.includes(worker.sandbox.id));
    });
    await makeSegmentFolders(join(spec.folders.package, '..'));
    await withJob(runtime, job, async (place) => {
      const worker = await SandboxDriver.start(place, 'worker');
      assert(!waiting.includes(worker.sandbox.id));
    });
  });

  it('starts more in the same job when those that waited are used up', async () => {
    const { spec } = await warmUp({ workers: 1 });
    await withJob(runtime, await layJob(spec), async (job) => {
      const waiting = await containersOf(home.path);
      const [first, second] = [
        await SandboxDriver.start(job, 'worker'),
        await SandboxDriver.start(job, 'worker'),
      ];
      assert(waiting.includes(first.sandbox.id));
      assert(!waiting.includes(second.sandbox.id));
      for (const worker of [first, second])
        assert.deepEqual(await worker.process('abc'), [Buffer.from('ABC')]);
    });
  });

  it('is lost when one of it dies, and leaves neither containers nor its folder', async () => {
    const { spec, warm } = await warmUp();
    const [one] = await containersOf(home.path);
    await execa('docker', ['kill', one!]);
    await warm.gone;
    await warm.close();
    await assert.rejects(stat(spec.folders.scratch), { code: 'ENOENT' });
    // A job of that id begins as any other.
    await withJob(runtime, await layJob(spec), async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      assert.deepEqual(await worker.process('abc'), [Buffer.from('ABC')]);
    });
  });

  it('leaves nothing when it is broken off while it starts', async () => {
    const stopping = new AbortController();
    const spec = await warmSpec({ signal: stopping.signal });
    const starting = runtime.warmUp(spec);
    const reason = new Error('not needed any more');
    stopping.abort(reason);
    await assert.rejects(starting, reason);
    await assert.rejects(stat(spec.folders.scratch), { code: 'ENOENT' });
  });

  it('is not to be had where file rights would not hold it in', async () => {
    const stdio = new DockerRuntime({ home: home.path, transport: 'stdio' });
    assert.equal(await stdio.warmUp(await warmSpec()), null);
    await stdio.close();
  });

  let started: string[] = [];

  /** Runs the job's package over its dataset by hand; returns what the merger saw. */
  async function run(spec: JobPlaceSpec): Promise<Record<string, string>> {
    return withJob(runtime, spec, async (job) => {
      const drivers = [];
      for (const role of ['splitter', 'worker', 'worker', 'merger'] as const)
        drivers.push(await SandboxDriver.start(job, role));
      const [splitter, worker, , merger] = drivers;
      started = drivers.map(({ sandbox }) => sandbox.id).sort();
      splitter!.say({ type: 'pull', fragments: 10, fragmentBytes: 1024 });
      await splitter!.receive('fragments');
      const [result] = await worker!.process('abc');
      merger!.say({ type: 'merge', first: 1, sizes: [result!.length], bytes: result!.length }, result);
      await merger!.receive('merged');
      const tries = await readFile(join(resultsFolder(spec.folders, spec.jobName), 'tries'), 'utf8');
      return JSON.parse(tries.replaceAll("'", '"'));
    });
  }

  async function warmUp(options: Partial<WarmSpec> = {}): Promise<{ spec: WarmSpec; warm: WarmContainers }> {
    const spec = await warmSpec(options);
    const warm = await runtime.warmUp(spec);
    assert(warm !== null, 'these tests run as root');
    return { spec, warm };
  }

  async function warmSpec(options: Partial<WarmSpec> = {}): Promise<WarmSpec> {
    const folder = await mkdtemp(join(home.path, 'job-'));
    const folders = jobLayout(folder);
    await makeSegmentFolders(folder);
    for (const path of [folders.package, folders.resources]) await mkdir(path);
    const limits: Limits = defaultLimits;
    const { signal } = new AbortController();
    return { jobId: folder.slice(-6), image, folders, limits, workers: 2, signal, ...options };
  }

  /** What `runJob` does before it opens a job, and a dataset. */
  async function layJob({ jobId, folders, limits }: WarmSpec): Promise<JobPlaceSpec> {
    const dataset = { path: join(home.path, `${jobId}-data`), name: 'numbers.txt', isReadableByAll: true };
    await writeFile(dataset.path, 'one two');
    for (const [name, text] of Object.entries(sources)) await writeFile(join(folders.package, name), text);
    await mkdir(resultsFolder(folders, 'job'), { recursive: true });
    return { jobId, jobName: 'job', image, folders, dataset, limits };
  }

  async function withFolder(spec: JobPlaceSpec): Promise<JobPlaceSpec> {
    const path = join(home.path, `${spec.jobId}-folder`);
    await mkdir(path);
    for (let number = 0; number < 1001; number += 1) await writeFile(join(path, `${number}`), '');
    assert.equal((await readdir(path)).length, 1001);
    return { ...spec, dataset: { path, name: 'folder', isReadableByAll: true } };
  }

  async function withOpenDataset(spec: JobPlaceSpec): Promise<JobPlaceSpec> {
    await chmod(spec.dataset!.path, 0o666);
    return spec;
  }
});
