import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Replayed, replayFragment } from '../../../src/jobs/replay/replay-fragment.ts';
import { type Clock, systemClock } from '../../../src/model/clock.ts';
import { patienceMs } from '../../../src/model/job-limits.ts';
import type { JobOptions } from '../../../src/model/job-request.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { PackageSource } from '../../../src/model/package-source.ts';
import { ProcessRuntime } from '../../../src/runtime/process/process-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FakeRuntime } from '../../helpers/fake-runtime.ts';
import { fakeSource } from '../../helpers/run-fake-job.ts';
import { sourceOf } from '../../hostile/hostile-case.ts';

const options: JobOptions = {
  ...{ workers: 2, ordered: true, resume: true, retries: 2, onError: 'fail', maxFailed: null },
  ...{ ociRuntime: null, limits: defaultLimits },
};

/** Cuts off the result that it has written, as the last thing it does. */
const spoiling = `import atexit, os

def spoil():
    for name in os.listdir("/proc/self/fd"):
        path = os.path.realpath("/proc/self/fd/" + name)
        if "results-" in path:
            os.truncate(path, 0)

def Processor(fragment):
    atexit.register(spoil)
    return fragment
`;

function packageOf(processor: string): PackageSource {
  return sourceOf('replayed', {
    'Split.py': 'def splitter(path):\n    yield b""\n',
    'Processor.py': processor,
    'Merge.py': 'def merger(fragment, job_name):\n    pass\n',
  });
}

describe('replayFragment', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-replay-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  interface Replay {
    readonly runtime: Runtime;
    readonly source?: PackageSource;
    readonly bytes?: Buffer;
    readonly clock?: Clock;
    readonly signal?: AbortSignal;
    readonly lines?: string[];
  }

  /** Fragment 7 of a job, with default limits. */
  function replay({
    runtime,
    source = fakeSource,
    bytes = Buffer.from('ab'),
    ...rest
  }: Replay): Promise<Replayed> {
    const { clock = systemClock, signal = new AbortController().signal, lines = [] } = rest;
    return replayFragment(
      {
        job: { id: 'replayed', name: 'words', dataset: null, options },
        ...{ source, fragment: 7, bytes, memoryBytes: defaultLimits.memory, folder },
      },
      { runtime, clock, signal, onLogLine: (text) => lines.push(text) },
    );
  }

  it('waits beyond the time limit for as long as a job does, and no longer', async () => {
    const clock = new FakeClock();
    let beginProcessing = () => {};
    const processing = new Promise<void>((resolve) => {
      beginProcessing = resolve;
    });
    const runtime = new FakeRuntime({
      interfere: ({ step }) => {
        if (step !== 'process') return;
        beginProcessing();
        return { act: 'hang' };
      },
    });
    const replayed = replay({ runtime, clock });
    await processing;
    clock.advance(patienceMs(defaultLimits.fragmentSeconds) - 1);
    await new Promise(setImmediate);
    assert.equal(runtime.alive, 1);
    clock.advance(1);
    const outcome = await replayed;
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'fragment-timeout');
    assert.equal(runtime.openJobs, 0);
  });

  it('tells how the fragment fails', async () => {
    const runtime = new FakeRuntime({
      program: {
        process: () => {
          throw new Error('no');
        },
      },
    });
    const outcome = await replay({ runtime });
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'user-error');
    assert.equal(outcome.kind === 'failed' && outcome.failure.fragment, 7);
  });

  it('tries nothing again, and says what ended it', async () => {
    const runtime = new FakeRuntime({
      interfere: ({ step }) => (step === 'process' ? { act: 'die', exitCode: 139 } : undefined),
    });
    const outcome = await replay({ runtime });
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'crashed');
    assert.equal(runtime.sandboxes.length, 1);
  });

  it('is stopped at any time, with nothing left running', async () => {
    const stop = new AbortController();
    const runtime = new FakeRuntime({
      interfere: ({ step }) => {
        if (step !== 'process') return;
        stop.abort();
        return { act: 'hang' };
      },
    });
    const outcome = await replay({ runtime, signal: stop.signal });
    assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'cancelled');
    assert.equal(runtime.alive, 0);
    assert.equal(runtime.openJobs, 0);
  });

  it('runs in a place like that of a job, and hands over a result of any size', async () => {
    const runtime = new ProcessRuntime();
    const source = packageOf(
      'def Processor(fragment):\n    print("at", len(fragment))\n    return fragment * 2\n',
    );
    try {
      for (const size of [0, 3, 100_000]) {
        const bytes = Buffer.alloc(size, 'xyz');
        const lines: string[] = [];
        const outcome = await replay({ runtime, source, bytes, lines });
        assert.ok(outcome.kind === 'result' && outcome.bytes.equals(Buffer.concat([bytes, bytes])));
        assert.deepEqual(lines, [`at ${size}`]);
      }
    } finally {
      await runtime.close();
    }
  });

  it('does not take a result that the worker has cut off', async () => {
    const runtime = new ProcessRuntime();
    try {
      const outcome = await replay({ runtime, source: packageOf(spoiling), bytes: Buffer.alloc(100_000) });
      assert.equal(outcome.kind === 'failed' && outcome.failure.code, 'protocol');
    } finally {
      await runtime.close();
    }
  });
});
