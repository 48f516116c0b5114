import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FailureCode, failureCatalogue, type Stage } from '../../src/model/failures.ts';
import { type LimitName, type Limits, limitNames } from '../../src/model/limits.ts';
import { DockerRuntime } from '../../src/runtime/docker/docker-runtime.ts';
import { sourceOf } from './hostile-case.ts';
import { type HostileOutcome, runUnchecked } from './run-hostile.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** A package that takes `N` of what a limit bounds, with the most that is fine and the least that is not. */
interface Bound {
  readonly limit: LimitName;
  readonly limits: Partial<Limits>;
  readonly files: Readonly<Record<string, string>>;
  readonly fine: number;
  readonly beyond: number;
  readonly code: FailureCode;
  readonly stage: Stage;
  readonly fragment: number | null;
  /** What the failure says was seen: exactly, or at least. */
  readonly observed: number | { readonly atLeast: number };
}

const split = (body: string) => ({ 'Split.py': `import time\n\n\ndef splitter(path):\n${body}\n` });
const work = (body: string) => ({
  'Processor.py': `import os\nimport threading\nimport time\n\n\ndef Processor(fragment):\n${body}\n    return b""\n`,
});
const merge = (body: string) => ({ 'Merge.py': `import time\n\n\ndef merger(fragment, job):\n${body}\n` });

const bounds: readonly Bound[] = [
  {
    ...{ limit: 'fragmentBytes', limits: { fragmentBytes: 1000 }, fine: 1000, beyond: 1001 },
    files: split('    yield b"first"\n    yield bytes(N)'),
    ...{ code: 'fragment-too-large', stage: 'split', fragment: 2, observed: 1001 },
  },
  {
    ...{ limit: 'resultBytes', limits: { resultBytes: 1000 }, fine: 1000, beyond: 1001 },
    files: work('    return bytes(N)'),
    ...{ code: 'result-too-large', stage: 'process', fragment: 1, observed: 1001 },
  },
  {
    ...{ limit: 'fragments', limits: { fragments: 5 }, fine: 5, beyond: 6 },
    files: split('    for n in range(N):\n        yield b"x"'),
    ...{ code: 'too-many-fragments', stage: 'split', fragment: 6, observed: 6 },
  },
  {
    ...{ limit: 'totalBytes', limits: { totalBytes: 1000 }, fine: 500, beyond: 501 },
    files: split('    yield bytes(500)\n    yield bytes(N)'),
    ...{ code: 'too-much-data', stage: 'split', fragment: 2, observed: 1001 },
  },
  {
    ...{ limit: 'recursionDepth', limits: { recursionDepth: 100 }, fine: 100, beyond: 101 },
    files: {
      'Processor.py': 'def Processor(fragment, n=1):\n    return b"" if n == N else Processor(b"", n + 1)\n',
    },
    ...{ code: 'recursion-depth', stage: 'process', fragment: 1, observed: 101 },
  },
  {
    ...{ limit: 'splitSeconds', limits: { splitSeconds: 2 }, fine: 0.5, beyond: 60 },
    files: split('    yield b""\n    time.sleep(N)\n    yield b""'),
    ...{ code: 'splitter-stalled', stage: 'split', fragment: 2, observed: { atLeast: 2 } },
  },
  {
    ...{ limit: 'fragmentSeconds', limits: { fragmentSeconds: 2 }, fine: 0.5, beyond: 60 },
    files: work('    time.sleep(N)'),
    ...{ code: 'fragment-timeout', stage: 'process', fragment: 1, observed: { atLeast: 2 } },
  },
  {
    ...{ limit: 'mergeSeconds', limits: { mergeSeconds: 2 }, fine: 0.5, beyond: 60 },
    files: merge('    time.sleep(N)'),
    ...{ code: 'merge-timeout', stage: 'merge', fragment: 1, observed: { atLeast: 2 } },
  },
  {
    ...{ limit: 'jobSeconds', limits: { jobSeconds: 3 }, fine: 2, beyond: 100 },
    files: split('    for n in range(int(N)):\n        time.sleep(0.2)\n        yield b""'),
    ...{ code: 'job-timeout', stage: 'process', fragment: null, observed: { atLeast: 3 } },
  },
  {
    ...{
      limit: 'memory',
      limits: { memory: 96 * MiB, memoryCap: 96 * MiB },
      fine: 32 * MiB,
      beyond: 128 * MiB,
    },
    files: work('    held = bytearray(b"x") * N'),
    ...{ code: 'out-of-memory', stage: 'process', fragment: 1, observed: { atLeast: 90 * MiB } },
  },
  {
    // Beside the threads that user code starts there are init, the harness and its ticker.
    ...{ limit: 'pids', limits: { pids: 32 }, fine: 29, beyond: 30 },
    files: work(
      '    for n in range(N):\n        threading.Thread(target=time.sleep, args=(2,), daemon=True).start()',
    ),
    ...{ code: 'user-error', stage: 'process', fragment: 1, observed: 32 },
  },
  {
    ...{ limit: 'scratchBytes', limits: { scratchBytes: MiB }, fine: MiB, beyond: MiB + 1 },
    files: work('    with open("/tmp/file", "wb") as file:\n        file.write(bytes(N))'),
    ...{ code: 'disk-limit', stage: 'process', fragment: 1, observed: MiB },
  },
  {
    // An entry counts 512 bytes beside its blocks.
    ...{
      limit: 'resultsBytes',
      limits: { resultsBytes: MiB, scratchBytes: MiB },
      fine: MiB - 4 * KiB,
      beyond: MiB,
    },
    // What is beyond is measured once the chief comes to it, on a busy machine late.
    files: merge(
      '    with open("file", "wb") as file:\n        file.write(bytes(N))\n    time.sleep(2 if N < 2**20 else 40)',
    ),
    ...{ code: 'disk-limit', stage: 'merge', fragment: 1, observed: MiB + 512 },
  },
  {
    ...{
      limit: 'cacheBytes',
      limits: { cacheBytes: 8 * MiB },
      fine: 8 * MiB - 64 * KiB,
      beyond: 8 * MiB + 4 * KiB,
    },
    files: work(
      '    with open("/run/butcher-segment", "r+b") as file:\n        file.write(bytes(N))\n    time.sleep(2 if N < 2**23 else 40)',
    ),
    ...{ code: 'disk-limit', stage: 'process', fragment: null, observed: { atLeast: 8 * MiB + 1 } },
  },
];

/** Limits that end no job: what they bound is held back, cut, or refused before there is a job; tested elsewhere. */
const others: readonly LimitName[] = [
  ...(['memoryCap', 'cpus', 'logBytes', 'windowFragments', 'windowBytes'] as const),
  ...(['packageBytes', 'wheelBytes', 'packageFiles', 'packageDepth', 'layerBytes'] as const),
];

describe('limits of a job', function () {
  this.timeout(200_000);
  let home: string;
  let runtime: DockerRuntime;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-limits-'));
    runtime = new DockerRuntime({ home });
  });
  after(async () => {
    await runtime.close();
    await rm(home, { recursive: true, force: true });
  });

  it('are all here', () => {
    assert.deepEqual([...bounds.map(({ limit }) => limit), ...others].sort(), [...limitNames].sort());
  });

  it('let what is at the limit be, and end what is beyond, saying which, where, and how far', async () => {
    const waiting = bounds.flatMap((bound) => [bound.fine, bound.beyond].map((n) => ({ bound, n })));
    const lane = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { bound, n } = next;
        const outcome = await run(bound, n);
        if (n === bound.fine) assert.equal(outcome.report.job.failure, null, bound.limit);
        else assertEnded(bound, outcome);
      }
    };
    await Promise.all(Array.from({ length: 4 }, lane));
  });

  it('cut a log that is one byte too long, and no other', async () => {
    for (const [n, cut] of [
      [999, false],
      [1000, true],
    ] as const) {
      const { report, events } = await runUnchecked(runtime, completed(work(`    print("x" * ${n})`)), {
        limits: { logBytes: 1000 },
      });
      assert.equal(report.job.failure, null);
      const logged = events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
      assert.deepEqual(logged, ['x'.repeat(n), ...(cut ? ['[log cut at 1000 bytes]'] : [])]);
    }
  });

  function run({ files, limits }: Bound, n: number): Promise<HostileOutcome> {
    const written = Object.entries(files).map(([name, text]) => [name, text.replaceAll(/\bN\b/g, String(n))]);
    return runUnchecked(runtime, completed(Object.fromEntries(written)), { limits });
  }
});

/** A package whose other files do as little as they can. */
function completed(files: Readonly<Record<string, string>>) {
  return sourceOf('bounded', {
    'Split.py': 'def splitter(path):\n    yield b""\n',
    'Processor.py': 'def Processor(fragment):\n    return b""\n',
    'Merge.py': 'def merger(fragment, job):\n    pass\n',
    ...files,
  });
}

function assertEnded(bound: Bound, { report }: HostileOutcome): void {
  const failure = report.job.failure;
  assert.ok(failure !== null, `${bound.limit}: beyond it the job was done`);
  const { code, stage, fragment, limit, observed, message, help } = failure;
  const due = { code: bound.code, stage: bound.stage, fragment: bound.fragment, limit: bound.limit };
  assert.deepEqual({ code, stage, fragment, limit }, due, message);
  if (typeof bound.observed === 'number') assert.equal(observed, bound.observed, message);
  else assert.ok(observed !== null && observed >= bound.observed.atLeast, `${message}: ${observed}`);
  assert.ok(help.length > 20 && (help === failureCatalogue[code].help || /[.]$/.test(help)), help);
}
