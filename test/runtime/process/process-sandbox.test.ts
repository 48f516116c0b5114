import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ProcessRuntime } from '../../../src/runtime/process/process-runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { plainImage, TemporaryHome, withJob } from '../../helpers/runtime-job.ts';
import { SandboxDriver } from '../../helpers/sandbox-driver.ts';

const MiB = 1024 * 1024;

describe('ProcessSandbox', () => {
  let home: TemporaryHome;
  let runtime: ProcessRuntime;
  let image: string;

  before(async () => {
    process.env.BUTCHER_CANARY = 'a-secret-of-the-chief';
    home = await TemporaryHome.make();
    runtime = new ProcessRuntime();
    image = await plainImage(runtime);
  });
  after(async () => {
    delete process.env.BUTCHER_CANARY;
    await runtime.close();
    await home.remove();
  });

  it('takes the children of user code with it, and tells its peak memory', async () => {
    await withJob(runtime, await home.jobSpec(image, runtimePackage), async (job) => {
      const worker = await SandboxDriver.start(job, 'worker');
      const child = Number((await worker.process('child-sleep'))[0]);
      assert(isRunning(child));
      await worker.sandbox.destroy();
      await until(() => !isRunning(child));
      const { peakMemoryBytes } = await worker.sandbox.exited;
      assert(peakMemoryBytes! > MiB, String(peakMemoryBytes));
    });
  });

  it('bounds memory and hands on nothing of the chief’s environment', async () => {
    await withJob(runtime, await home.jobSpec(image, runtimePackage), async (job) => {
      const worker = await SandboxDriver.start(job, 'worker', { memoryBytes: 128 * MiB });
      const [report] = await worker.process('probe environment cwd');
      assert(!String(report).includes('CANARY'));
      assert.equal(`${JSON.parse(String(report)).cwd}/`, runtimePackage);
      worker.beginProcess('allocate 400000000', 'still alive');
      assert.equal((await worker.receive('failed')).message.code, 'out-of-memory');
      assert.deepEqual((await worker.results(1)).map(String), ['still alive']);
    });
  });

  it('ends with its chief even when user code never comes back', async () => {
    const script = fileURLToPath(new URL('../../fixtures/die-with-chief.ts', import.meta.url));
    const chief = execa(process.execPath, ['--import=tsx', script], { reject: false });
    const [line] = await once(chief.stdout, 'data');
    const [worker, folder] = String(line).trim().split(' ') as [string, string];
    try {
      assert(isRunning(Number(worker)));
      chief.kill('SIGKILL');
      await chief;
      await until(() => !isRunning(Number(worker)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for what has to come; the test's own timeout ends it otherwise. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
