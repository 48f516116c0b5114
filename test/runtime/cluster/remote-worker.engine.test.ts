import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/model/clock.ts';
import { ClusterRuntime } from '../../../src/runtime/cluster/cluster-runtime.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { harnessCommand } from '../../../src/runtime/docker/image/image-names.ts';
import { remotePaths } from '../../../src/runtime/docker/sandbox-paths.ts';
import { overlayPlace, overlayRuntime } from '../../../src/runtime/overlay.ts';
import { containersOf, testEngine } from '../../helpers/docker-containers.ts';
import { LocalCluster } from '../../helpers/local-cluster.ts';
import { runRealJob } from '../../helpers/run-real-job.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const MiB = 1024 * 1024;
/** Gives the value of each fragment as a Python expression, or what was raised. */
const evaluator = `
import errno, os, socket, sys, signal, time

def Processor(fragment):
    try:
        return repr(eval(fragment.decode(), globals())).encode()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error)).encode()
`;

/**
 * Fragments that are worth a segment. Who sees the dataset, as only a worker on the chief's own engine does, waits for
 * a file there.
 */
const mixedFiles = {
  'Split.py': `
def splitter(dataset_path):
    for number in range(12):
        yield dataset_path.encode().ljust(1000) + bytes([65 + number]) * 100_000
`,
  'Processor.py': `
import os, time
def Processor(fragment):
    dataset = fragment[:1000].decode().rstrip()
    while os.path.exists(dataset) and not os.path.exists(dataset + "/go"):
        time.sleep(0.02)
    return fragment[1000:]
`,
  'Merge.py': `
def merger(result, job_name):
    with open("all", "ab") as file:
        file.write(result)
`,
};

/** Works on one machine: there the processor sees what the splitter sees. */
const pathFiles = {
  'Split.py': `
import os
def splitter(dataset_path):
    for name in sorted(os.listdir(dataset_path)):
        yield os.path.join(dataset_path, name).encode()
`,
  'Processor.py': `
def Processor(fragment):
    with open(fragment.decode(), "rb") as file:
        return file.read()
`,
  'Merge.py': mixedFiles['Merge.py'],
};

const descriptors = 'map(int, os.listdir("/proc/self/fd")[:-1])';
const isSocket = 'os.readlink(f"/proc/self/fd/{fd}").startswith("socket")';

describe('a worker behind a gate', () => {
  let home: TemporaryHome;
  let runtime: ClusterRuntime;
  let image: string;
  let folder: string;

  before(async () => {
    home = await TemporaryHome.make();
    runtime = new ClusterRuntime({
      kind: 'swarm',
      local: new DockerRuntime({ home: home.path }),
      engine: new LocalCluster(await testEngine(), home.path),
      clock: systemClock,
      harnessCommand,
      paths: remotePaths,
    });
    image = await plainImage(runtime);
    folder = join(home.path, 'evaluator');
    await mkdir(join(folder, 'deeper'), { recursive: true });
    await writeFile(join(folder, 'Processor.py'), evaluator);
    await writeFile(join(folder, 'deeper', 'data.txt'), 'of the package');
  });
  after(async () => {
    await runtime.close();
    assert.deepEqual(await containersOf(home.path), []);
    await home.remove();
  });

  it('has the package, no network, nothing of its gate, and cannot send that away', async () => {
    const spec = await home.jobSpec(image, folder, { dataset: 'numbers' });
    await withJob(runtime, spec, async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      let isLeaving = false;
      void worker.sandbox.leaving.then(() => {
        isLeaving = true;
      });
      const answers: Readonly<Record<string, string>> = {
        'open("/app/package/deeper/data.txt").read()': "'of the package'",
        'open("/app/package/new", "w")': 'EACCES',
        'os.getcwd()': "'/app/package'",
        [`os.path.exists(${JSON.stringify(worker.sandbox.paths.dataset)})`]: 'False',
        'socket.socket(socket.AF_INET, socket.SOCK_STREAM)': 'EPERM',
        'socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)': 'EPERM',
        'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)': 'EPERM',
        'socket.socketpair()[0].family.name': "'AF_UNIX'",
        'os.getppid()': '1',
        'open("/proc/1/environ").read()': 'EACCES',
        'open("/proc/1/mem", "rb").read(1)': 'EACCES',
        'os.listdir("/proc/1/fd")': 'EACCES',
        [`{socket.socket(fileno=os.dup(fd)).family.name for fd in ${descriptors} if ${isSocket}}`]:
          "{'AF_UNIX'}",
        '[os.kill(1, number) for number in (9, 19, 15, 2)]': '[None, None, None, None]',
        'time.sleep(0.5)': 'None',
        '"as before"': "'as before'",
      };
      for (const [question, answer] of Object.entries(answers))
        assert.equal(String(await worker.process(question)), answer, question);
      assert.equal(isLeaving, false, 'user code can send the signal, and the engine knows better');
    });
  });

  it('tells memory that ran out from other ends, also when a child has taken it', async () => {
    const spec = await home.jobSpec(image, folder);
    await withJob(runtime, spec, async (job) => {
      const memoryBytes = 96 * MiB;
      const [alone, parent] = await Promise.all([
        SandboxDriver.start(job, 'worker', { memoryBytes }),
        SandboxDriver.start(job, 'worker', { memoryBytes }),
      ]);
      alone.beginProcess('len(b"x" * 500_000_000)');
      await alone.streamEnd();
      const { exitCode, oomKilled, peakMemoryBytes, lostWith } = await alone.sandbox.exited;
      assert.deepEqual([exitCode, oomKilled, lostWith], [137, true, undefined]);
      assert(peakMemoryBytes! > 0.9 * memoryBytes, `the peak was ${peakMemoryBytes}`);
      const child =
        'os.waitstatus_to_exitcode(os.waitpid(os.fork() or (len(b"x" * 500_000_000), os._exit(0)), 0)[1])';
      assert.equal(parent.sandbox.refused!().memory, false);
      assert.deepEqual((await parent.process(child)).map(String), ['-9']);
      assert.equal(parent.sandbox.refused!().memory, true, 'at once, while the parent lives on');
    });
  });

  it('has a worker of the same job beside it that shares the chief’s files, where one may', async () => {
    const mixed = new ClusterRuntime({
      ...{ kind: 'swarm', local: new DockerRuntime({ home: home.path }), clock: systemClock },
      ...{ engine: new LocalCluster(await testEngine(), home.path), harnessCommand, paths: remotePaths },
      ownWorkers: 1,
    });
    const started: { readonly node: string | null; readonly sharesFiles: boolean }[] = [];
    const dataset = join(home.path, 'mixed-data');
    await mkdir(dataset);
    await writeFile(join(dataset, 'one'), '');
    const watched = overlayRuntime(mixed, {
      openJob: async (spec) => {
        const place = await mixed.openJob(spec);
        return overlayPlace(place, {
          start: async (request) => {
            const sandbox = await place.start(request);
            if (request.role !== 'worker') return sandbox;
            started.push({ node: sandbox.node, sharesFiles: sandbox.paths.segments !== null });
            if (started.length === 2) await writeFile(join(dataset, 'go'), '');
            return sandbox;
          },
        });
      },
    });
    try {
      const limits = { memory: 128 * MiB };
      const { job, results } = await runRealJob({
        ...{ home: home.path, runtime: watched, name: 'mixed', files: mixedFiles, limits },
        dataset: { path: dataset, name: 'data' },
      });
      assert.equal(job.failure, null, JSON.stringify(job.failure));
      const tar = await readFile(results!, 'latin1');
      const expected = Array.from({ length: 12 }, (_, number) => String.fromCharCode(65 + number));
      assert(tar.includes(expected.map((letter) => letter.repeat(100_000)).join('')));
      assert.deepEqual(
        [...started].sort((a, b) => Number(b.sharesFiles) - Number(a.sharesFiles)),
        [
          { node: null, sharesFiles: true },
          { node: 'local', sharesFiles: false },
        ],
      );
    } finally {
      await mixed.close();
    }
  });

  it('says of data that it opens where they are, and what to do', async () => {
    const dataset = join(home.path, 'paths-data');
    await mkdir(dataset);
    await writeFile(join(dataset, 'one.csv'), '1,2\n');
    const { job } = await runRealJob({
      ...{ home: home.path, runtime, name: 'paths', files: pathFiles, limits: { memory: 128 * MiB } },
      dataset: { path: dataset, name: 'tables' },
    });
    const { code, message, help, file } = job.failure!;
    assert.deepEqual([code, file], ['user-error', 'Processor.py'], message);
    assert.equal(
      help,
      '`/app/resources/paths/data/tables/one.csv` is part of the data, which only the machine of the splitter has: ' +
        'let the splitter put what the processor needs of it into the fragments.',
    );
  });

  it('ends with its harness, whatever user code has left running', async () => {
    const spec = await home.jobSpec(image, folder);
    await withJob(runtime, spec, async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      worker.beginProcess('(os.fork() == 0 and (os.setsid(), time.sleep(600))) or os._exit(5)');
      await worker.streamEnd();
      assert.equal((await worker.sandbox.exited).exitCode, 5);
      const next = await SandboxDriver.start(job, 'worker');
      assert.deepEqual((await next.process('1 + 1')).map(String), ['2']);
    });
  });
});
