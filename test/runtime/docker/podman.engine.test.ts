import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { diagnoseEngine } from '../../../src/runtime/docker/engine/diagnose-engine.ts';
import { EngineClient } from '../../../src/runtime/docker/engine/engine-client.ts';
import type { JobPlace } from '../../../src/runtime/runtime.ts';
import { runtimeConformance } from '../../conformance/runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { containersOf } from '../../helpers/docker-containers.ts';
import { withCommand } from '../../helpers/engine-calls.ts';
import { itemsOf } from '../../helpers/frames.ts';
import { PrivatePodman } from '../../helpers/private-podman.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const MiB = 1024 * 1024;

// Podman of another user is refused where that user has no control groups, and they cannot be had everywhere.
if (process.getuid?.() === 0)
  describe('Podman', () => {
    let podman: PrivatePodman;
    let home: TemporaryHome;
    let runtime: DockerRuntime;
    let image: string;

    before(async () => {
      podman = await PrivatePodman.start();
      await podman.takeBaseImage();
      home = await TemporaryHome.make();
      runtime = new DockerRuntime({ home: home.path, env: podman.env });
      image = await plainImage(runtime);
    });
    after(async () => {
      await runtime?.close();
      await home?.remove();
      await podman?.stop();
    });

    runtimeConformance({
      name: 'podman',
      open: (folder) => new DockerRuntime({ home: folder, env: podman.env }),
      running: (folder) => containersOf(folder, podman.engine),
      withSilentHarness: (folder, dialBackMs, use) =>
        withCommand(['python3', '-c', 'import time; time.sleep(600)'], () =>
          use(new DockerRuntime({ home: folder, env: podman.env, dialBackMs })),
        ),
    });

    it('is told by the doctor, with what it does otherwise', async () => {
      const diagnoses = await diagnoseEngine(podman.env, { ociRuntime: null, allowUnbounded: false });
      assert.deepEqual(
        diagnoses.filter(({ status }) => status !== 'ok'),
        [],
      );
      assert.match(diagnoses.find(({ subject }) => subject === 'engine')?.detail ?? '', /^podman \d/);
      assert(diagnoses.some(({ detail }) => /number of files/.test(detail)));
      const { refusal, warnings } = await runtime.describe();
      assert.deepEqual([refusal, warnings], [null, []]);
      const engine = await EngineClient.open({ kind: 'socket', path: podman.socket });
      const controllers = (await engine.podmanControllers()) ?? [];
      assert.deepEqual(
        ['cpu', 'memory', 'pids'].filter((name) => !controllers.includes(name)),
        [],
        'as it says of a rootless one, too',
      );
    });

    it('has the same image for the job that made it as for those that find it', async () => {
      assert.match(image, /^sha256:[0-9a-f]{64}$/);
      assert.equal(await plainImage(runtime), image);
    });

    it('locks sandboxes in', async () => {
      const report = await withWorker(async (worker) => {
        const [first] = await worker.process('probe uid status mounts writable interfaces');
        const [rest] = await worker.process('probe limits executable vsock');
        return { ...JSON.parse(String(first)), ...JSON.parse(String(rest)) };
      });
      assert.notEqual(report.uid, 0);
      for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        assert.match(report.status[name], /^0+$/, name);
      assert.deepEqual([report.status.NoNewPrivs, report.status.Seccomp], ['1', '2']);
      assert.deepEqual([report.executable, report.vsock], [false, 'refused']);
      assert.deepEqual(report.interfaces, ['lo']);
      assert.deepEqual(report.writable, ['/dev/mqueue', '/tmp']);
      assert.match(report.mounts['/tmp'].super, /size=65536k/);
      for (const folder of ['/', '/run', '/var/tmp', '/app/package', '/run/butcher'])
        assert(report.mounts[folder].options.includes('ro'), folder);
      for (const folder of ['/tmp', '/run', '/var/tmp'])
        assert(report.mounts[folder].options.includes('noexec'), folder);
      assert.deepEqual([report.limits.core[1], report.limits.nofile[1]], [0, 1024]);
    });

    it('bounds memory, and tells that it ran out', async () => {
      const exit = await withWorker(
        async (worker) => {
          worker.beginProcess('allocate 500000000');
          await worker.streamEnd();
          return worker.sandbox.exited;
        },
        { memoryBytes: 96 * MiB },
      );
      assert.deepEqual([exit.exitCode, exit.oomKilled, exit.lostWith], [137, true, undefined]);
    });

    it('takes a container that ends as if by an engine that stops at its word: Podman’s outlive it', async () => {
      const exit = await withWorker(async (worker) => {
        worker.beginProcess('exit 143');
        return worker.sandbox.exited;
      });
      assert.deepEqual([exit.exitCode, exit.lostWith], [143, undefined]);
    });

    it('is reached over attached standard streams, too, as where it is another machine’s', async () => {
      const other = new DockerRuntime({ home: home.path, env: podman.env, transport: 'stdio' });
      const payload = Buffer.alloc(3 * MiB, 'x');
      await withJob(other, await home.jobSpec(image, runtimePackage), async (job) => {
        const worker = await SandboxDriver.start(job, 'worker');
        const results = await worker.process(payload);
        assert(results[0]?.equals(payload));
      });
    });

    it('is not handed a path that it would take for options of the mount, and shows the data all the same', async () => {
      const spec = await home.jobSpec(image, runtimePackage, { dataset: 'numbers' });
      const dataset = { ...spec.dataset!, name: 'x,src=etc,"rw' };
      await withJob(runtime, { ...spec, dataset }, async (job) => {
        const splitter = await SandboxDriver.start(job, 'splitter');
        splitter.say({ type: 'pull', fragments: 3, fragmentBytes: 1000 });
        const fragments: Buffer[] = [];
        while (fragments.length < 3) fragments.push(...itemsOf(await splitter.receive('fragments')));
        assert.equal(basename(`${fragments[0]}`), dataset.name);
        assert.deepEqual(fragments[1], await readFile(dataset.path));
      });
    });

    async function withWorker<T>(
      use: (worker: SandboxDriver) => Promise<T>,
      options: { memoryBytes?: number } = {},
    ): Promise<T> {
      const spec = await home.jobSpec(image, runtimePackage);
      return withJob(runtime, spec, async (job: JobPlace) =>
        use(await SandboxDriver.start(job, 'worker', options)),
      );
    }
  });
