import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withoutMarks } from '../../src/bridge/log-marks.ts';
import { FailureError } from '../../src/model/failures.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import {
  type JobPlace,
  type Runtime,
  resultsFolder,
  type SandboxRequest,
} from '../../src/runtime/runtime.ts';
import { itemsOf } from '../helpers/frames.ts';
import { plainImage, TemporaryHome, withJob } from '../helpers/runtime-job.ts';
import { SandboxDriver } from '../helpers/sandbox-driver.ts';
import { runtimePackage } from './runtime-program.ts';

export interface RuntimeUnderTest {
  readonly name: string;
  /** Makes the runtime; it runs the package of runtime-program.ts. */
  open(home: string): Runtime;
  /** What is running now on behalf of jobs under `home`, in any words; asked without the runtime's help. */
  running(home: string): Promise<readonly string[]>;
  /** Runs `use` with a runtime whose sandboxes live on without ever dialling back, and that waits so long for them. */
  withSilentHarness(
    home: string,
    dialBackMs: number,
    use: (runtime: Runtime) => Promise<void>,
  ): Promise<void>;
}

const MiB = 1024 * 1024;

/** What every runtime has to do, however it does it. */
export function runtimeConformance(subject: RuntimeUnderTest): void {
  describe(`runtime conformance: ${subject.name}`, () => {
    let home: TemporaryHome;
    let runtime: Runtime;
    let image: string;

    before(async () => {
      home = await TemporaryHome.make();
      runtime = subject.open(home.path);
      image = await plainImage(runtime);
    });
    afterEach(async () => {
      assert.deepEqual(await subject.running(home.path), [], 'every test leaves nothing running');
    });
    after(async () => {
      await runtime.close();
      await home.remove();
    });

    it('removes no libraries that are in use, and says what there is', async () => {
      const wish = { wantedBytes: 0, mostBytes: 0, isInUse: () => true };
      const { layers, freedBytes } = await runtime.freeLayers(wish);
      assert.equal(freedBytes, 0);
      const again = await runtime.freeLayers({ ...wish, mostBytes: Number.POSITIVE_INFINITY });
      assert.equal(again.freedBytes, 0);
      for (const { digest, bytes } of layers) assert(digest.length > 0 && bytes >= 0);
    });

    it('says who the engine is', async () => {
      const engine = await runtime.describe();
      assert.match(engine.name, /^[a-z]+( |$)/);
      assert(engine.cpus >= 1);
      assert(engine.memoryBytes > 0);
    });

    it('has room for sandboxes on machines that add up, for fewer where each may take more', async () => {
      const end = runtime.onCapacity(() => assert.fail('nothing has changed'));
      const { slots, nodes } = await runtime.capacity(defaultLimits);
      assert(Number.isInteger(slots) && slots >= 1, `${slots} slots`);
      assert.equal(
        nodes.reduce((sum, node) => sum + node.slots, 0),
        slots,
      );
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
      for (const node of nodes) {
        assert(node.name.length > 0);
        if (node.state !== 'ready') assert.equal(node.slots, 0, `${node.name} is ${node.state}`);
      }
      const twice = { cpus: 2 * defaultLimits.cpus, memory: 2 * defaultLimits.memory };
      assert((await runtime.capacity(twice)).slots <= slots);
      end();
      end();
    });

    it('says where a sandbox is, and makes a segment only for one that shares files with the chief', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      const { nodes } = await runtime.capacity(spec.limits);
      await withJob(runtime, spec, async (job) => {
        const made: string[] = [];
        const segment = async () => {
          const path = join(spec.folders.segments.results, `results-${made.length + 1}`);
          await writeFile(path, '');
          made.push(path);
          return path;
        };
        const worker = await SandboxDriver.start(job, 'worker', { segment });
        const { paths, node, leaving } = worker.sandbox;
        assert.equal(made.length, paths.segments === null ? 0 : 1);
        if (node !== null) assert(nodes.some(({ name }) => name === node));
        let isLeaving = false;
        void leaving.then(() => {
          isLeaving = true;
        });
        assertSame(await worker.process('stays'), [Buffer.from('stays')]);
        await worker.sandbox.destroy();
        assert.equal((await worker.sandbox.exited).lostWith, undefined);
        assert.equal(isLeaving, false, 'nobody but us wanted it gone');
      });
    });

    it('carries payload of every size both ways, logs up to the limit, and tells the exit code', async () => {
      const spec = await home.jobSpec(image, runtimePackage, { limits: { logBytes: 1000 } });
      await withJob(runtime, spec, async (job) => {
        const worker = await SandboxDriver.start(job, 'worker', { limits: spec.limits });
        assert(worker.sandbox.id.length > 0);
        const payloads = [Buffer.alloc(0), Buffer.from('one fragment'), pattern(5 * MiB)];
        assertSame(await worker.process(...payloads), payloads);

        // More than fits into any buffer on the way, written before anything is read.
        const many = Array.from({ length: 8 }, (_, index) => pattern(2 * MiB + index));
        for (const payload of many) worker.beginProcess(payload);
        assertSame(await worker.results(many.length), many);

        assertSame(await worker.process('print 600', 'print 600', 'print 3000000'), [
          Buffer.from('printed'),
          Buffer.from('printed'),
          Buffer.from('printed'),
        ]);
        assertSame(await worker.process('still there'), [Buffer.from('still there')]);
        worker.beginProcess('exit 3');
        await worker.streamEnd();
        const exit = await worker.sandbox.exited;
        assert.equal(exit.exitCode, 3);
        assert.equal(exit.oomKilled, false);
        assert.equal(exit.destroyed, false);
        assert.equal(withoutMarks(worker.log.text), 'x'.repeat(1000));
        assert.equal(worker.log.cut, true);
      });
    });

    it('gives each role what it may see, several sandboxes and jobs at once', async () => {
      const first = await home.jobSpec(image, runtimePackage, { jobName: 'first', dataset: 'some numbers' });
      const second = await home.jobSpec(image, runtimePackage, { jobName: 'second' });
      const [firstJob, secondJob] = await Promise.all([runtime.openJob(first), runtime.openJob(second)]);

      const [splitter, merger, other] = await Promise.all([
        SandboxDriver.start(firstJob, 'splitter', { jobName: 'first' }),
        SandboxDriver.start(firstJob, 'merger', { jobName: 'first' }),
        SandboxDriver.start(secondJob, 'worker', { jobName: 'second' }),
      ]);
      assert.equal((await subject.running(home.path)).length, subject.name === 'fake' ? 0 : 3);

      splitter.say({ type: 'pull', fragments: 10, fragmentBytes: MiB });
      const fragments: string[] = [];
      while (fragments.length < 3) {
        fragments.push(...itemsOf(await splitter.receive('fragments')).map(String));
      }
      assert.equal(fragments[0], splitter.sandbox.paths.dataset);
      assert.deepEqual(fragments.slice(1), ['some numbers', '']);
      await splitter.receive('exhausted');

      merger.say({ type: 'merge', first: 1, sizes: [3, 4], bytes: 7 }, Buffer.from('onetwo!'));
      await merger.receive('merged');
      merger.say({ type: 'finish' });
      await merger.receive('finished');
      merger.say({ type: 'end' });
      await merger.receive('bye');

      assert.equal((await merger.sandbox.exited).exitCode, 0);
      const results = resultsFolder(first.folders, first.jobName);
      assert.deepEqual((await readdir(results)).sort(), ['finished', 'merged']);
      assert.equal(await readFile(join(results, 'merged'), 'utf8'), 'onetwo!');

      await firstJob.close();
      await firstJob.close();
      assert.equal((await splitter.sandbox.exited).destroyed, true);
      assert(!existsSync(first.folders.scratch));
      assert(existsSync(results));
      assertSame(await other.process('not concerned'), [Buffer.from('not concerned')]);

      await runtime.close();
      assert.equal((await other.sandbox.exited).destroyed, true);
      assert(!existsSync(second.folders.scratch));
    });

    it('starts sandboxes ahead, hands each out once, and ends those that nobody asks for', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      await withJob(runtime, spec, async (job) => {
        await job.startAhead(1);
        const workers = [await SandboxDriver.start(job, 'worker'), await SandboxDriver.start(job, 'worker')];
        assert.notEqual(workers[0]!.sandbox.id, workers[1]!.sandbox.id);
        for (const worker of workers) assertSame(await worker.process('ready'), [Buffer.from('ready')]);
      });
      assert.deepEqual(await subject.running(home.path), []);
      // Also when all of it is given up at once.
      await withJob(runtime, spec, async (job) => void job.startAhead(1));
    });

    it('destroys a sandbox in the middle of its work', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      await withJob(runtime, spec, async (job) => {
        const worker = await SandboxDriver.start(job, 'worker');
        assertSame(await worker.process('ready'), [Buffer.from('ready')]);
        worker.beginProcess('sleep');
        await Promise.all([worker.sandbox.destroy(), worker.sandbox.destroy()]);
        const exit = await worker.sandbox.exited;
        assert.equal(exit.exitCode, 137);
        assert.equal(exit.destroyed, true);
        assert.equal(exit.oomKilled, false);
        assert.equal(worker.sandbox.stream.destroyed, true);
        assert.deepEqual(await subject.running(home.path), []);
        await worker.sandbox.destroy();
      });
    });

    it('is quiet when nothing of it is left, and lets one go that has nothing more to do', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      await withJob(runtime, spec, async (job) => {
        const merger = await SandboxDriver.start(job, 'merger');
        const quiet = merger.sandbox.quiet ?? merger.sandbox.exited;
        merger.say({ type: 'finish' });
        await merger.receive('finished');
        merger.say({ type: 'end' });
        await merger.receive('bye');
        await quiet;
        assert.equal((await merger.sandbox.exited).exitCode, 0);

        const worker = await SandboxDriver.start(job, 'worker');
        assertSame(await worker.process('ready'), [Buffer.from('ready')]);
        const retire = () => worker.sandbox.retire?.() ?? worker.sandbox.destroy();
        await Promise.all([retire(), worker.sandbox.destroy(), retire()]);
        assert.equal((await worker.sandbox.exited).oomKilled, false);
        assert.equal(worker.sandbox.stream.destroyed, true);
      });
      assert.deepEqual(await subject.running(home.path), []);
    });

    if (subject.name !== 'fake')
      it('counts processor time, and tells the stack of user code that spins', async () => {
        const spec = await home.jobSpec(image, runtimePackage);
        await withJob(runtime, spec, async (job) => {
          const worker = await SandboxDriver.start(job, 'worker');
          const begun = worker.sandbox.cpuSeconds();
          assert.ok(begun !== null, 'it can be seen');
          worker.beginProcess('spin');
          const used = () => worker.sandbox.cpuSeconds()! - begun;
          for (let looks = 0; looks < 500 && used() < 0.2; looks += 1) await delay(20);
          assert.ok(used() >= 0.2, `${used()} s`);
          worker.sandbox.askForStack!();
          let text = '';
          for (let looks = 0; looks < 500 && !text.includes('in <module>'); looks += 1) {
            text += worker.sandbox.stream.read() ?? '';
            await delay(20);
          }
          assert.match(text, /File "[^"]*\/Processor.py", line 2[0-9] in Processor\n/);
          await worker.sandbox.destroy();
          assert.ok(used() >= 0.2, 'what was seen last stays known');
        });
      });

    it('leaves nothing behind when a start is aborted', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      await withJob(runtime, spec, async (job) => {
        const reason = new Error('not needed any more');
        const before = new AbortController();
        before.abort(reason);
        await assert.rejects(job.start(request(before.signal)), reason);

        const during = new AbortController();
        const start = job.start(request(during.signal));
        during.abort(reason);
        await assert.rejects(start, reason);
        assert.deepEqual(await subject.running(home.path), []);
      });
      const closed = await runtime.openJob(spec);
      const cutOff = closed.start(request(new AbortController().signal));
      await Promise.all([assert.rejects(cutOff), closed.close()]);
      await assert.rejects(closed.start(request(new AbortController().signal)));
    });

    it('gives up a harness that never dials back, and leaves nothing of it', async () => {
      await subject.withSilentHarness(home.path, 300, async (silent) => {
        await withJob(silent, await home.jobSpec(image, runtimePackage), async (job) => {
          await assert.rejects(job.start(request(new AbortController().signal)), (error) => {
            assert(error instanceof FailureError);
            assert.equal(error.failure.code, 'engine-unavailable');
            assert.match(error.failure.message, /worker.* did not answer within 0\.3 s/);
            return true;
          });
          assert.deepEqual(await subject.running(home.path), []);
        });
      });
    });

    it('sweeps nothing of a living chief', async () => {
      const spec = await home.jobSpec(image, runtimePackage);
      await withJob(runtime, spec, async (job: JobPlace) => {
        const worker = await SandboxDriver.start(job, 'worker');
        assert.deepEqual(await runtime.sweep(), { containers: 0 });
        assert.deepEqual(await subject.open(home.path).sweep(), { containers: 0 });
        assertSame(await worker.process('alive'), [Buffer.from('alive')]);
      });
    });
  });
}

/** A start that dies before the harness dials back is `crashed`, with what it last wrote. */
export async function assertCrashesEarly(job: JobPlace, exitCode: number, said: RegExp): Promise<void> {
  await assert.rejects(job.start(request(new AbortController().signal)), (error) => {
    assert(error instanceof FailureError);
    assert.equal(error.failure.code, 'crashed');
    assert.equal(error.failure.observed, exitCode);
    assert.match(error.failure.message, new RegExp(`worker.*exit code ${exitCode}`));
    assert.match(error.failure.message, said);
    return true;
  });
}

function request(signal: AbortSignal): SandboxRequest {
  return { role: 'worker', memoryBytes: 256 * MiB, segment: null, onLog: () => {}, signal };
}

/** Bytes that differ everywhere, so that a lost or repeated piece shows. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

function assertSame(actual: readonly Buffer[], expected: readonly Buffer[]): void {
  assert.equal(actual.length, expected.length);
  for (const [index, bytes] of expected.entries()) {
    assert(actual[index]!.equals(bytes), `item ${index} of ${bytes.length} bytes came back different`);
  }
}
