import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { runJob } from '../../../src/jobs/run-job.ts';
import { systemClock } from '../../../src/model/clock.ts';
import type { FailureError } from '../../../src/model/failures.ts';
import type { JobEvent } from '../../../src/model/job-event.ts';
import type { JobReport } from '../../../src/model/job-report.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { labels } from '../../../src/runtime/labels.ts';
import { overlayPlace, overlayRuntime } from '../../../src/runtime/overlay.ts';
import type { JobPlaceSpec, Runtime } from '../../../src/runtime/runtime.ts';
import { relayLabel } from '../../../src/runtime/swarm/swarm-names.ts';
import { type SwarmRuntimeOptions, swarmRuntime } from '../../../src/runtime/swarm/swarm-runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { clusterFaults } from '../../faults/cluster/cluster-faults.ts';
import { runDisturbed, undisturbed } from '../../faults/cluster/run-disturbed.ts';
import { steadyProcessor } from '../../faults/packages.ts';
import { seededRandom } from '../../faults/random.ts';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { containersOf, listedContainersOf, testEngine } from '../../helpers/docker-containers.ts';
import { plainOptions } from '../../helpers/job-options.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { clean } from '../../helpers/run-fake-job.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';
import { type SwarmNode, SwarmNodes } from '../../helpers/swarm-nodes.ts';
import { Undo } from '../../helpers/undo.ts';
import { sourceOf } from '../../hostile/hostile-case.ts';

const sample = fileURLToPath(new URL('../../../samples/monte-carlo-pi/', import.meta.url));
/** Of when and where faults fall; `npm run faults -- --only cluster` has many. */
const faultSeed = 51;
const small = { memory: 96 * 1024 * 1024, cpus: 0.2 };

/** Each fragment takes a while; the processor says what of a network there is. */
const filesFor = (fragments: number) => ({
  'Split.py': `def splitter(dataset_path):\n    for number in range(${fragments}):\n        yield str(number).encode()\n`,
  'Processor.py': `
import socket, time

def Processor(fragment):
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        network = b"a network"
    except PermissionError:
        network = b"none"
    time.sleep(0.3)
    return fragment + b" " + network + b"\\n"
`,
  'Merge.py': `
def merger(result, job_name):
    with open("merged", "ab") as file:
        file.write(result)
`,
});
const mergedFrom = (fragments: number) =>
  Array.from({ length: fragments }, (_, number) => `${number} none\n`).join('');

/** A worker that has been started, and when. */
interface Start {
  readonly node: string | null;
  readonly atMs: number;
}

interface Run {
  readonly report: JobReport;
  readonly starts: readonly Start[];
  readonly events: readonly JobEvent[];
  /** When a fragment was to be tried again, such as for a worker that was given up with work in hand. */
  readonly retriesMs: readonly number[];
}

describe('a Docker Swarm of three machines', function () {
  this.timeout(300_000);
  let cluster: SwarmNodes;
  let home: TemporaryHome;
  let image: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    home = await TemporaryHome.make();
    // The image is built once, on the engine that all tests have.
    const builder = new DockerRuntime({ home: home.path });
    image = await plainImage(builder);
    await builder.close();
    // `npm run swarm -- --engine` names another Docker than this machine's.
    cluster = await SwarmNodes.up(3, image, { dockerHome: process.env.BUTCHER_TEST_DOCKER ?? null });
    env = { ...process.env, DOCKER_HOST: `unix://${cluster.manager.socket}`, BUTCHER_HOME: home.path };
  });
  afterEach(async () => {
    // A key, and a task, stay as long as a machine may have it that does not answer; one that was cut off hears of its
    // manager only when its old connection is given up.
    for (let looks = 0; looks < 600 && (await leftOver()).length > 0; looks += 1) await delay(200);
    assert.deepEqual(await leftOver(), [], 'every test leaves nothing of its own');
  });
  after(async () => {
    await cluster?.down();
    await home.remove();
    await testEngine();
  });

  /** Services, secrets, tasks and containers that are there now. */
  async function leftOver(): Promise<string[]> {
    const { docker } = cluster.manager;
    const [services, secrets, tasks, ...containers] = await Promise.all([
      docker.listServices(),
      docker.listSecrets(),
      docker.listTasks(),
      ...cluster.nodes.map((node) => node.docker.listContainers({ all: true })),
    ]);
    const names = [...services, ...secrets].map(({ Spec }) => Spec?.Name ?? '');
    const tasksLeft = tasks.map(({ ID, Status }) => `task ${ID} ${Status.State}`);
    return names.concat(
      tasksLeft,
      containers.flat().map(({ Names, State }) => `${Names[0]} ${State}`),
    );
  }

  function open(more: Partial<SwarmRuntimeOptions> = {}): Runtime {
    const settings = {
      registry: null,
      subnet: null,
      mtu: 1450,
      ownWorkers: 0,
      home: home.path,
      env,
      ...more,
    };
    const local = new DockerRuntime(settings);
    return swarmRuntime({ ...settings, local, clock: systemClock });
  }

  /** Starts so many workers together, and closes the runtime. Resolves with the machine of each. */
  async function machinesOf(
    workers: number,
    spec: JobPlaceSpec,
    runtime = open(),
    onWait = (_: string) => {},
  ): Promise<readonly (string | null)[]> {
    try {
      return await withJob(runtime, spec, async (job) => {
        const options = { limits: spec.limits, memoryBytes: small.memory, onWait };
        const starts = Array.from({ length: workers }, () => SandboxDriver.start(job, 'worker', options));
        return (await Promise.all(starts)).map(({ sandbox }) => sandbox.node);
      });
    } finally {
      await runtime.close();
    }
  }

  /** Runs the job on six workers; `disturb` is called once the machine has one of them. No fragment has a retry. */
  async function run(
    fragments: number,
    node: SwarmNode,
    disturb: (allAtWork: () => Promise<void>) => Promise<void>,
  ): Promise<Run> {
    const runtime = open();
    const starts: Start[] = [];
    const events: JobEvent[] = [];
    let disturbed: Promise<void> | null = null;
    /** Each worker that there is has fragments in hand, and has had some done. */
    const allAtWork = async () => {
      const isSo = (event: JobEvent) =>
        event.type === 'progress' &&
        event.counts.results >= 6 &&
        event.workers.busy >= Math.min(starts.length, event.workers.total);
      while (!events.some(isSo)) await delay(20);
    };
    const retriesMs: number[] = [];
    const watched = overlayRuntime(runtime, {
      openJob: async (spec) => {
        const place = await runtime.openJob(spec);
        return overlayPlace(place, {
          start: async (request) => {
            const sandbox = await place.start(request);
            if (request.role === 'worker') starts.push({ node: sandbox.node, atMs: performance.now() });
            if (sandbox.node === node.name) disturbed ??= disturb(allAtWork);
            return sandbox;
          },
        });
      },
    });
    const folder = await mkdtemp(join(home.path, 'job-'));
    try {
      const report = await runJob(
        {
          ...{
            id: folder
              .slice(-6)
              .toLowerCase()
              .replace(/[^a-z0-9]/g, 'x'),
            name: 'job',
            folder,
          },
          ...{ source: sourceOf('job', filesFor(fragments)), dataset: null, resuming: false },
          options: { ...plainOptions, workers: 6, retries: 0, limits: { ...defaultLimits, ...small } },
        },
        {
          ...{ runtime: watched, clock: systemClock, check: async () => clean },
          emit: (event) => {
            events.push(event);
            if (event.type === 'retry') retriesMs.push(performance.now());
          },
          signal: new AbortController().signal,
        },
      );
      await disturbed;
      assert.equal(report.job.failure, null, JSON.stringify(report.job.failure));
      assert(disturbed !== null, 'the machine had a worker');
      const tar = await readFile(join(folder, 'results.tar'), 'latin1');
      assert(tar.includes(mergedFrom(fragments)), 'the results are those of plain Python');
      return { report, starts, events, retriesMs };
    } finally {
      await runtime.close();
    }
  }

  it('runs a sample with the results of plain Python, and tells of its machines', async () => {
    const out = join(home.path, 'pi');
    const [program, ...args] = butcherCommand;
    const limits = ['--limit', 'memory=96MiB', '--limit', 'cpus=0.2'];
    await execa(
      program,
      [...args, 'run', sample, '--engine', 'swarm', '--workers', '6', ...limits, '--out', out],
      {
        env,
      },
    );
    assert.equal(
      await readFile(join(out, 'pi.txt'), 'utf8'),
      await readFile(join(sample, 'expected', 'pi.txt'), 'utf8'),
    );
  });

  it('goes on where the engine of a machine is killed and its containers live', async () => {
    const node = cluster.nodes[2]!;
    await run(90, node, () => cluster.killEngine(node));
    await cluster.startEngine(node);
    await cluster.ready();
  });

  it('ends in the bytes of plain Python, while a chief is killed and a machine drained', async () => {
    const undo = new Undo({ onSignals: false });
    const suffered: string[] = [];
    const faults = ['chief killed', 'drained'].map(
      (name) => clusterFaults.find((fault) => fault.name === name)!,
    );
    try {
      const wrong = await runDisturbed({
        ...{ cluster, undo, random: seededRandom(faultSeed), tar: await undisturbed() },
        ...{ processor: steadyProcessor, faults: [...faults] },
        onFault: ({ name }) => suffered.push(name),
      });
      assert.equal(wrong, null, `after ${suffered.join(', ')}`);
      assert.deepEqual(
        suffered,
        faults.map(({ name }) => name),
      );
    } finally {
      await undo.all();
    }
  });

  it('leaves what has ended alone where an engine is killed that was removing workers', async () => {
    const { manager } = cluster;
    const node = cluster.nodes[2]!;
    const spec = await home.jobSpec(image, runtimePackage, { limits: small });
    const machines = await machinesOf(3, spec);
    assert(machines.includes(node.name), String(machines));
    // Its engine has them off its list by then, and takes seconds to remove them.
    while ((await manager.docker.listTasks()).length > 0) await delay(20);
    await cluster.killEngine(node);
    await cluster.startEngine(node);
    await cluster.ready();
    const left = await listedContainersOf(home.path, node.docker);
    assert.deepEqual(
      left.filter(({ State }) => State === 'running'),
      [],
    );
    // As docs/cluster.md says.
    await node.docker.pruneContainers({ filters: { label: [labels.chief] } });
    while ((await containersOf(home.path, node.docker)).length > 0) await delay(50);
  });

  it('has a chief of another home beside this one, and says whose addresses are taken', async () => {
    const other = await TemporaryHome.make();
    try {
      const spec = await other.jobSpec(image, runtimePackage, { limits: small });
      // The first home has the usual range.
      await machinesOf(1, spec, open());
      await assert.rejects(
        machinesOf(1, spec, open({ home: other.path, subnet: '10.213.7.0/24' })),
        /butcher-\w+ has addresses of 10\.213\.7\.0\/24 already \(10\.213\.0\.0\/16\)/,
      );
      assert.ok(await machinesOf(1, spec, open({ home: other.path })));
    } finally {
      await other.remove();
    }
  });

  it('keeps workers off the chief’s own machine by a label, and says why draining it is not the way', async () => {
    const { manager } = cluster;
    const spec = await home.jobSpec(image, runtimePackage, { limits: small });
    await cluster.setAvailability(manager, 'drain');
    await assert.rejects(machinesOf(3, spec), /takes no work \(drain\), so its relay cannot join/);
    await cluster.setAvailability(manager, 'active');
    await cluster.label(manager, { 'io.butcher.workers': 'none' });
    const nodes = await machinesOf(3, spec);
    await cluster.label(manager, {});
    assert(!nodes.includes(manager.name), String(nodes));
  });

  it('says of a machine that no full packets reach to set cluster.mtu, with which workers begin there', async () => {
    const [first, second, narrow] = cluster.nodes as [SwarmNode, SwarmNode, SwarmNode];
    const other = await TemporaryHome.make();
    const begin = async (where: TemporaryHome, mtu: number) => {
      const spec = await where.jobSpec(image, runtimePackage, { limits: small });
      // Longer than a machine that is lost is silent.
      return machinesOf(1, spec, open({ home: where.path, mtu, dialBackMs: 8000 }));
    };
    for (const node of [first, second]) await cluster.label(node, { 'io.butcher.workers': 'none' });
    await cluster.narrow(narrow);
    try {
      await assert.rejects(begin(home, 1450), ({ failure }: FailureError) => {
        assert.equal(failure.code, 'engine-unavailable');
        assert.match(failure.message, /harness did not answer within 8 s/);
        assert.match(failure.help, /packets of full size may not get through to it: see cluster\.mtu/);
        return true;
      });
      assert.deepEqual(await begin(other, 900), [narrow.name]);
    } finally {
      await cluster.heal(narrow);
      for (const node of [first, second]) await cluster.label(node, {});
      await other.remove();
    }
  });

  it('tells before any job which machines have the image, and changes nothing', async () => {
    const told = async (docker: SwarmNode['docker'] | null) => {
      const args = ['nodes', '--image', '--json'];
      if (docker !== null) await docker.getImage(image).remove({ force: true });
      const place = { cwd: home.path, env: env as Record<string, string> };
      const { stdout, stderr } = await runButcher(args, place);
      if (stdout === '') throw new Error(stderr);
      const { nodes } = JSON.parse(stdout) as { nodes: readonly { name: string; hasImage: boolean }[] };
      return new Map(nodes.map((node) => [node.name, node.hasImage]));
    };
    assert.deepEqual([...(await told(null)).values()], [true, true, true]);
    const last = cluster.nodes[2]!;
    try {
      const found = await told(last.docker);
      assert.deepEqual([...found.values()].filter((has) => has).length, 2);
      assert.equal(found.get(last.name), false);
    } finally {
      await cluster.load(image);
    }
    assert.deepEqual((await cluster.manager.docker.listServices()).length, 0);
  });

  it('has an image that only the manager has there alone, or on all by a registry', async () => {
    const { docker, name } = cluster.manager;
    // The same, with an id that no other machine knows.
    const container = await docker.createContainer({ Image: image, Cmd: ['never'] });
    const { Id }: { Id: string } = await container.commit({ changes: ['LABEL only=here'] });
    await container.remove();
    const spec = await home.jobSpec(Id, runtimePackage, { limits: small });
    const waits: string[] = [];
    const machines = (registry: string | null) =>
      machinesOf(3, spec, open({ registry }), (forWhat) => waits.push(forWhat));
    assert.deepEqual(await machines(null), [name, name, name]);
    const others = cluster.nodes.filter((node) => node.name !== name).map((node) => node.name);
    assert.deepEqual(waits.length, 1);
    for (const other of others) assert(waits[0]!.includes(other), waits[0]);
    assert.match(waits[0]!, /a machine with the sandbox image, which is missing on .*docker save/);
    const registry = await cluster.startRegistry();
    assert.equal(new Set(await machines(registry)).size, 3);
    // An address, since to look for a name takes as long as there is nobody to ask.
    const noRegistry = machines(registry.replace(/\d+$/, '1'));
    await assert.rejects(noRegistry, (error: FailureError) => {
      assert.equal(error.failure.code, 'image-missing');
      assert.match(error.failure.message, /cannot be pushed to/);
      return true;
    });
  });

  it('has workers anew after others were let go, and ends none of those who stayed', async () => {
    const [, ...others] = cluster.nodes;
    const spec = await home.jobSpec(image, runtimePackage, { limits: small });
    const runtime = open();
    try {
      await withJob(runtime, spec, async (job) => {
        const start = async (workers: number) => {
          const options = { limits: spec.limits, memoryBytes: small.memory };
          const starts = Array.from({ length: workers }, () => SandboxDriver.start(job, 'worker', options));
          return (await Promise.all(starts)).map(({ sandbox }) => sandbox);
        };
        for (const node of others) await cluster.label(node, { 'io.butcher.workers': 'none' });
        const staying = await start(2);
        for (const node of others) await cluster.label(node, {});
        const wantedGone: string[] = [];
        for (const { leaving, exited, id } of staying)
          void Promise.race([leaving, exited]).then(() => wantedGone.push(id));
        // Those that have ended count for the manager, and these two are the most on their machine.
        await Promise.all((await start(4)).map((sandbox) => sandbox.destroy()));
        await start(1);
        await start(3);
        assert.deepEqual(wantedGone, []);
      });
    } finally {
      for (const node of others) await cluster.label(node, {});
      await runtime.close();
    }
  });

  it('goes on where the relay dies: all workers are lost with it, and no try is', async () => {
    const { docker } = cluster.manager;
    let killedMs = 0;
    const { report, starts, events } = await run(120, cluster.manager, async (allAtWork) => {
      await allAtWork();
      const [relay] = await docker.listContainers({ filters: { label: [relayLabel] } });
      killedMs = performance.now();
      await docker.getContainer(relay!.Id).kill();
    });
    const retries = events.filter((event) => event.type === 'retry');
    assert(retries.length > 0);
    for (const { code } of retries) assert.equal(code, 'machine-lost');
    const { machines = [] } = report.job;
    const before = starts.filter(({ atMs }) => atMs < killedMs).length;
    assert(machines.reduce((sum, { lost }) => sum + lost, 0) >= before, JSON.stringify(machines));
  });

  it('loses a machine that is cut off: fenced, replaced, the same bytes and no try lost', async () => {
    const node = cluster.nodes[2]!;
    let cutMs = 0;
    // More work than the machines that are left do before it is replaced.
    const { report, starts, events, retriesMs } = await run(240, node, async (allAtWork) => {
      // By then it has fragments in hand.
      await allAtWork();
      cutMs = performance.now();
      await cluster.cut(node);
    }).finally(() => cluster.heal(node));
    const lost = starts.filter((start) => start.node === node.name && start.atMs <= cutMs).length;
    // Not one that a busy machine had given up before, whose worker may have had its next on this very node.
    const lossSeenMs = retriesMs.find((atMs) => atMs > cutMs)!;
    // Nobody takes their place before they were given up.
    const after = starts.filter(({ atMs }) => atMs > lossSeenMs);
    assert(after.length >= lost, 'each has been replaced');
    assert(after.every((start) => start.node !== node.name));
    const seconds = (after[lost - 1]!.atMs - cutMs) / 1000;
    // 6 s and 15 s on a quiet machine.
    assert(seconds < 30, `replaced after ${seconds} s`);
    const { machines = [] } = report.job;
    assert.equal(machines.find(({ name }) => name === node.name)?.lost, lost, JSON.stringify(machines));
    const fenced = `fenced after ${((lossSeenMs - cutMs) / 1000).toFixed(1)} s`;
    console.log(`      a machine with ${lost} workers: ${fenced}, replaced after ${seconds.toFixed(1)} s`);
    const retries = events.filter((event) => event.type === 'retry');
    assert(retries.length > 0);
    await cluster.ready();
  });
});
