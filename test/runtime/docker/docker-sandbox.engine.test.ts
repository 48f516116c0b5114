import assert from 'node:assert/strict';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { EngineClient } from '../../../src/runtime/docker/engine/engine-client.ts';
import type { JobPlace } from '../../../src/runtime/runtime.ts';
import { bytesOfName } from '../../../src/text/byte-names.ts';
import { lookAtData } from '../../../src/trees/trees.ts';
import { assertCrashesEarly } from '../../conformance/runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { containersOf, testEngine } from '../../helpers/docker-containers.ts';
import { withCommand, withEngineCall } from '../../helpers/engine-calls.ts';
import { itemsOf } from '../../helpers/frames.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const MiB = 1024 * 1024;

/** Yields the dataset's name and its content. */
const namingSplitter = `
import os

def splitter(dataset_path):
    yield os.path.basename(os.fsencode(dataset_path))
    with open(dataset_path, "rb") as data:
        yield data.read()
`;

describe('DockerSandbox', () => {
  let home: TemporaryHome;
  let runtime: DockerRuntime;
  let image: string;

  before(async () => {
    home = await TemporaryHome.make();
    runtime = new DockerRuntime({ home: home.path });
    image = await plainImage(runtime);
  });
  afterEach(async () => assert.deepEqual(await containersOf(home.path), []));
  after(async () => {
    await runtime.close();
    await home.remove();
  });

  it('leaves nothing behind wherever a start is aborted or fails', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    await withJob(runtime, spec, async (job) => {
      for (const step of ['create', 'attach', 'wait', 'start'] as const) {
        const controller = new AbortController();
        const reason = new Error(`aborted after ${step}`);
        await afterStep(
          step,
          () => controller.abort(reason),
          async () => {
            await assert.rejects(start(job, controller.signal), reason);
          },
        );
        assert.deepEqual(await containersOf(home.path), [], reason.message);
        const lost = new Error(`the answer to ${step} was lost`);
        const fail = () => {
          throw lost;
        };
        await afterStep(step, fail, () => assert.rejects(start(job), lost));
        assert.deepEqual(await containersOf(home.path), [], lost.message);
      }
      assert.deepEqual(await readdir(spec.folders.scratch), ['no-data']);
    });
  });

  for (const transport of ['unix', 'stdio'] as const) {
    it(`tells how a harness ended that never dialled back, over ${transport}`, async () => {
      const other = new DockerRuntime({ home: home.path, transport });
      const noHarness = await writablePackage(
        'import sys; print("no harness here", file=sys.stderr); sys.exit(2)',
      );
      const spec = await home.jobSpec(image, noHarness);
      await withJob(other, spec, (job) =>
        withCommand(['python3', '/app/package/Processor.py'], () =>
          assertCrashesEarly(job, 2, /no harness here/),
        ),
      );
    });
  }

  it('tells memory that ran out from other ends, in a child too', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    await withJob(runtime, spec, async (job) => {
      const memoryBytes = 96 * MiB;
      const [alone, parent] = await Promise.all([
        SandboxDriver.start(job, 'worker', { memoryBytes }),
        SandboxDriver.start(job, 'worker', { memoryBytes }),
      ]);
      alone.beginProcess('allocate 500000000');
      await alone.streamEnd();
      const exit = await alone.sandbox.exited;
      assert.equal(exit.exitCode, 137);
      assert.equal(exit.oomKilled, true);
      assert.equal(exit.destroyed, false);
      assert(exit.peakMemoryBytes! > 0.9 * memoryBytes, `the peak was ${exit.peakMemoryBytes}`);

      assert.equal(parent.sandbox.refused?.().memory, false);
      assert.deepEqual((await parent.process('child-allocate 500000000')).map(String), ['-9']);
      assert.equal(parent.sandbox.refused?.().memory, true, 'at once, while the parent lives on');
      parent.say({ type: 'end' });
      await parent.receive('bye');
      const parentExit = await parent.sandbox.exited;
      assert.equal(parentExit.exitCode, 0);
      assert.equal(parentExit.oomKilled, true);
    });
  });

  it('learns how a container ended although the engine lost count of it', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    const wait = EngineClient.prototype.wait;
    let lost = 0;
    const lossy = async function (this: EngineClient, ...args: Parameters<typeof wait>) {
      if (args[1] === 'not-running') return wait.apply(this, args);
      lost += 1;
      return { exitCode: Promise.resolve(null) };
    };
    await withEngineCall('wait', lossy as never, () =>
      withJob(runtime, spec, async (job) => {
        const worker = await SandboxDriver.start(job, 'worker');
        assert.deepEqual((await worker.process('alive')).map(String), ['alive']);
        worker.beginProcess('exit 5');
        assert.equal((await worker.sandbox.exited).exitCode, 5);
        assert.equal(lost, 1);
      }),
    );
  });

  it('knows an engine that is being stopped, however long that takes, from a container that ends as if it were', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    await withJob(runtime, spec, async (job) => {
      const [asked, pretending] = await Promise.all([
        SandboxDriver.start(job, 'worker'),
        SandboxDriver.start(job, 'worker'),
      ]);
      let looks = 0;
      const answersForLong = async () => {
        looks += 1;
        return looks < 50;
      };
      await withEngineCall('answers', answersForLong, async () => {
        pretending.beginProcess('exit 143');
        const ownEnd = await pretending.sandbox.exited;
        assert.deepEqual([ownEnd.exitCode, ownEnd.lostWith, looks], [143, undefined, 0]);

        // A chief that tires of waiting for its end comes too late to have caused it.
        const tired = withEngineCall(
          'kill',
          async () => {},
          () => asked.sandbox.destroy(),
        );
        await (await testEngine()).getContainer(asked.sandbox.id).stop();
        const end = await asked.sandbox.exited;
        assert.deepEqual([end.exitCode, end.lostWith, looks], [143, 'engine', 50]);
        await tired;
      });
    });
  });

  it('takes an engine that does not say whether it ended a container for lost only if it goes', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    const silent = () => Promise.reject(new Error('events are forbidden'));
    await withEngineCall('sentSigterm', silent, () =>
      withJob(runtime, spec, async (job) => {
        const worker = await SandboxDriver.start(job, 'worker');
        let looks = 0;
        const answersOnce = async () => {
          looks += 1;
          return looks < 2;
        };
        await withEngineCall('answers', answersOnce, async () => {
          worker.beginProcess('exit 143');
          const { exitCode, lostWith } = await worker.sandbox.exited;
          assert.deepEqual([exitCode, lostWith, looks], [143, 'engine', 2]);
        });
      }),
    );
  });

  it('lets one go that has nothing more to do without killing it, unless it stays', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    await withJob(runtime, spec, async (job) => {
      const kill = EngineClient.prototype.kill;
      let kills = 0;
      const counted = function (this: EngineClient, ...args: Parameters<typeof kill>) {
        kills += 1;
        return kill.apply(this, args);
      };
      const [idle, busy, deaf] = await Promise.all(
        Array.from({ length: 3 }, () => SandboxDriver.start(job, 'worker')),
      );
      busy!.beginProcess('sleep');
      await withEngineCall('kill', counted as never, async () => {
        for (const { sandbox } of [idle!, busy!]) {
          await sandbox.retire!();
          assert.equal((await sandbox.exited).destroyed, false);
        }
        assert.equal(kills, 0);
        // What nobody hears of does not end it.
        const { stream } = deaf!.sandbox;
        const destroyStream = stream.destroy.bind(stream);
        stream.destroy = () => stream;
        await deaf!.sandbox.retire!();
        destroyStream();
        const { exitCode, destroyed } = await deaf!.sandbox.exited;
        assert.deepEqual([exitCode, destroyed, kills], [137, true, 1]);
      });
      assert.deepEqual(await containersOf(home.path), []);
    });
  });

  it('is quiet before the engine tells how it ended, but not while one of its processes lives', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    const wait = EngineClient.prototype.wait;
    let tell = () => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const late = async function (this: EngineClient, ...args: Parameters<typeof wait>) {
      const ending = await wait.apply(this, args);
      return { ...ending, exitCode: told.then(() => ending.exitCode) };
    };
    await withJob(runtime, spec, async (job) => {
      await withEngineCall('wait', late as never, async () => {
        const worker = await SandboxDriver.start(job, 'worker');
        const { sandbox } = worker;
        const order: string[] = [];
        void sandbox.exited.then(() => order.push('exited'));
        const quiet = sandbox.quiet!.then(() => order.push('quiet'));
        assert.deepEqual(await worker.process('still there'), [Buffer.from('still there')]);
        assert.deepEqual(order, []);
        worker.say({ type: 'end' });
        await worker.receive('bye');
        await quiet;
        assert.deepEqual(order, ['quiet']);
        tell();
        assert.equal((await sandbox.exited).exitCode, 0);
      });
    });
  });

  it('removes at the end of a job what it could not while the engine was away', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    await withJob(runtime, spec, async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      const away = () => Promise.reject(new Error('the engine is away'));
      await withEngineCall('remove', away, () => worker.sandbox.destroy());
      assert.equal((await containersOf(home.path)).length, 1);
    });
    assert.deepEqual(await containersOf(home.path), []);
  });

  it('shows data that only the chief may read, and leaves them as they are', async () => {
    if (process.getuid?.() !== 0) return;
    const spec = await home.jobSpec(image, runtimePackage, { dataset: 'private' });
    const { path } = spec.dataset!;
    await chmod(path, 0o600);
    const { isReadableByAll } = await lookAtData(path);
    assert.ok(!isReadableByAll);
    await withJob(runtime, { ...spec, dataset: { ...spec.dataset!, isReadableByAll } }, async (job) => {
      const splitter = await SandboxDriver.start(job, 'splitter');
      splitter.say({ type: 'pull', fragments: 3, fragmentBytes: MiB });
      const fragments: Buffer[] = [];
      while (fragments.length < 2) fragments.push(...itemsOf(await splitter.receive('fragments')));
      assert.equal(String(fragments[1]), 'private');
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      const scratch = await readdir(spec.folders.scratch);
      assert.deepEqual(
        scratch.filter((name) => !name.startsWith('butcher-')),
        ['data'],
      );
    });
  });

  for (const datasetName of ['line\nbreak, "quoted": \\', 'bad\udcff.csv'])
    it(`shows a dataset under the name ${JSON.stringify(datasetName)}`, async () => {
      const folder = await writablePackage('');
      await writeFile(join(folder, 'Split.py'), namingSplitter);
      const spec = await home.jobSpec(image, folder, { dataset: 'content', datasetName });
      await withJob(runtime, spec, async (job) => {
        const splitter = await SandboxDriver.start(job, 'splitter');
        splitter.say({ type: 'pull', fragments: 10, fragmentBytes: MiB });
        const fragments: Buffer[] = [];
        while (fragments.length < 2) fragments.push(...itemsOf(await splitter.receive('fragments')));
        assert.deepEqual(fragments, [bytesOfName(datasetName), Buffer.from('content')]);
      });
    });

  it('keeps the folder of the socket while its connection lasts, so that closing that frees no disk', async () => {
    const spec = await home.jobSpec(image, runtimePackage);
    const socketFolders = async () =>
      (await readdir(spec.folders.scratch)).filter((name) => name.startsWith('butcher-'));
    await withJob(runtime, spec, async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      const [folder, ...others] = await socketFolders();
      assert.deepEqual([typeof folder, others], ['string', []]);
      assert.deepEqual(await readdir(join(spec.folders.scratch, folder!)), [], 'nobody else can connect');
      await worker.sandbox.destroy();
      const changes = watch(spec.folders.scratch);
      for (;;) {
        const changed = once(changes, 'change');
        if ((await socketFolders()).length === 0) break;
        await changed;
      }
      changes.close();
    });
  });

  it('says which OCI runtimes there are when the one asked for is none of them', async () => {
    const other = new DockerRuntime({ home: home.path, ociRuntime: 'nonesuch' });
    const { refusal } = await other.describe();
    assert.match(refusal?.message ?? '', /no OCI runtime called "nonesuch"; it has .*runc/);
  });

  async function writablePackage(processor: string): Promise<string> {
    const folder = join(home.path, `package-${Math.random()}`);
    await mkdir(folder);
    await writeFile(join(folder, 'Processor.py'), processor);
    return folder;
  }
});

function start(job: JobPlace, signal = new AbortController().signal) {
  return job.start({ role: 'worker', memoryBytes: 256 * MiB, segment: null, onLog: () => {}, signal });
}

/** Has `act` called when a call of the engine is done, before the adapter learns of it. */
async function afterStep(
  step: 'create' | 'attach' | 'wait' | 'start',
  act: () => void,
  use: () => Promise<void>,
): Promise<void> {
  const original = EngineClient.prototype[step] as (...args: unknown[]) => Promise<unknown>;
  const replaced = async function (this: EngineClient, ...args: unknown[]): Promise<unknown> {
    const result = await original.apply(this, args);
    try {
      act();
    } catch (error) {
      hangUp(result);
      throw error;
    }
    return result;
  };
  await withEngineCall(step, replaced, use);
}

/** A lost answer's connection is lost as well. */
function hangUp(answer: unknown): void {
  const { stop, destroy } = (answer ?? {}) as { stop?: () => void; destroy?: () => void };
  stop?.();
  destroy?.call(answer);
}
