import assert from 'node:assert/strict';
import { FailureError, failure } from '../../src/model/failures.ts';
import { runtimeConformance } from '../conformance/runtime.ts';
import { runtimePackage, runtimeProgram } from '../conformance/runtime-program.ts';
import { FakeRuntime } from '../helpers/fake-runtime.ts';
import {
  type FakeAction,
  FakeFailure,
  type FakeInterference,
  type FakeProgram,
} from '../helpers/fake-script.ts';
import { TemporaryHome, withJob } from '../helpers/runtime-job.ts';
import { SandboxDriver } from '../helpers/sandbox-driver.ts';

runtimeConformance({
  name: 'fake',
  open: () => new FakeRuntime({ program: runtimeProgram }),
  running: async () => [],
  withSilentHarness: (_home, dialBackMs, use) =>
    use(new FakeRuntime({ dialBackMs, interfere: () => ({ act: 'hang' }) })),
});

describe('FakeRuntime', () => {
  let home: TemporaryHome;

  before(async () => {
    home = await TemporaryHome.make();
  });
  after(() => home.remove());

  async function withWorker(
    interfere: FakeInterference,
    use: (worker: SandboxDriver, runtime: FakeRuntime) => Promise<void>,
    program: FakeProgram = {},
  ): Promise<void> {
    const runtime = new FakeRuntime({ program, interfere });
    await withJob(runtime, await home.jobSpec('image', runtimePackage), async (job) =>
      use(await SandboxDriver.start(job, 'worker'), runtime),
    );
    assert.equal(runtime.alive, 0);
    assert.equal(runtime.openJobs, 0);
  }

  const at =
    (step: string, fragment: number | null, action: FakeAction): FakeInterference =>
    (point) =>
      point.step === step && point.fragment === fragment ? action : undefined;

  it('dies where it is told to', async () => {
    const die: FakeAction = { act: 'die', oomKilled: true, peakMemoryBytes: 7 };
    await withWorker(at('process', 2, die), async (worker) => {
      worker.beginProcess('a', 'b', 'c');
      await worker.streamEnd();
      const end = { exitCode: 137, oomKilled: true, destroyed: false, peakMemoryBytes: 7 };
      assert.deepEqual(await worker.sandbox.exited, end);
    });
  });

  it('says what was done before it is held up, and goes on when it is let go', async () => {
    let letGo = (_: undefined) => {};
    const held = new Promise<undefined>((resolve) => {
      letGo = resolve;
    });
    const interfere: FakeInterference = ({ step, fragment }) =>
      step === 'process' && fragment === 2 ? held : undefined;
    await withWorker(interfere, async (worker) => {
      worker.beginProcess('a', 'b');
      assert.deepEqual((await worker.results(1)).map(String), ['a']);
      letGo(undefined);
      assert.deepEqual((await worker.results(1)).map(String), ['b']);
    });
  });

  it('repeats, drops and replaces what it says', async () => {
    const acts: Record<number, FakeAction> = {
      1: { act: 'twice' },
      2: { act: 'drop' },
      3: { act: 'say', bytes: Buffer.from('{"type":"nonsense"}\n') },
    };
    const interfere: FakeInterference = ({ step, fragment }) =>
      step === 'results' ? acts[fragment ?? 0] : undefined;
    await withWorker(interfere, async (worker) => {
      for (const fragment of ['a', 'b', 'c']) worker.beginProcess(fragment);
      assert.deepEqual((await worker.results(2)).map(String), ['a', 'a']);
      await worker.receive('nonsense');
    });
  });

  it('fails as user code does, by script or by itself, and goes on', async () => {
    const program: FakeProgram = {
      process(fragment) {
        if (String(fragment) === 'bad') throw new FakeFailure({ code: 'result-not-bytes', message: 'None' });
        return fragment;
      },
    };
    await withWorker(
      at('process', 3, { act: 'fail' }),
      async (worker) => {
        worker.beginProcess('good', 'bad', 'good', 'good');
        assert.equal((await worker.results(1)).length, 1);
        assert.equal((await worker.receive('failed')).message.code, 'result-not-bytes');
        const { message } = await worker.receive('failed');
        assert.deepEqual([message.code, message.fragment], ['user-error', 3]);
        assert.equal((await worker.results(1)).length, 1);
      },
      program,
    );
  });

  it('hangs until it is destroyed, or refuses to start', async () => {
    await withWorker(at('process', 1, { act: 'hang' }), async (worker) => {
      worker.beginProcess('a');
      await worker.sandbox.destroy();
      assert.equal((await worker.sandbox.exited).destroyed, true);
    });
    const error = new FailureError(failure('engine-unavailable', 'preparing', 'no engine'));
    const none = withWorker(at('start', null, { act: 'refuse', error }), async () => {});
    await assert.rejects(none, error);
  });
});
