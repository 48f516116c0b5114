import type { JobRow } from '../../../web/src/state/job-rows.ts';
import type { Samples } from '../../../web/src/state/samples.ts';
import type { Job, Timeline } from '../../../web/src/views/job/live-job.ts';

const mostCells = 600;
const fragments = 1_000_000;
const GiB = 1024 ** 3;
const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const none = { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0 };
const sampled = [
  'fragments',
  'results',
  'merged',
  'skipped',
  'failed',
  'retried',
  'bytesIn',
  'bytesOut',
  'windowFragments',
  'windowBytes',
  'mergeLag',
  'busy',
  'workers',
  'splitterMemory',
  'workerMemory',
  'mergerMemory',
] as const;

/** So many jobs, as the list of a chief has them. */
export function jobRows(count: number): readonly JobRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `job${String(count - index).padStart(9, '0')}`,
    name: `job-${count - index - 1}`,
    account: `account-${index % 40}`,
    state: index % 17 === 0 ? 'failed' : 'done',
    package: null,
    dataset: 'genesis.txt',
    createdAtMs: startMs - index * 60_000,
    startedAtMs: startMs - index * 60_000,
    endedAtMs: startMs - index * 60_000 + 4000,
    counts: { ...none, fragments: 500, results: 500, merged: 500 },
    exhausted: true,
    seconds: 4,
    busy: null,
    position: null,
    storedBytes: 12_345,
    hasResults: true,
    firstFragments: null,
    failure:
      index % 17 === 0
        ? { code: 'user-error', message: 'division by zero', fragment: 18, file: 'Processor.py', line: 5 }
        : null,
  }));
}

/** A job of a million fragments, as it is told of at sixteen moments. */
export function millionFragments(workers = 16): {
  readonly job: Job;
  readonly samples: Samples;
  readonly timelines: readonly Timeline[];
} {
  const timelines = Array.from({ length: 16 }, (_, moment) => timelineAt(600_000 + moment * 5000, workers));
  const bins = 512;
  const columns = Object.fromEntries(
    sampled.map((name, at) => [name, Array.from({ length: bins }, (_, bin) => sampleOf(at, bin))]),
  ) as unknown as Samples['columns'];
  const samples = { binMs: 4000, runs: [{ atMs: startMs, fromMs: 0 }], columns };
  return { job: bigJob(workers), samples, timelines };
}

/** Totals grow unevenly; what is measured goes up and down. */
function sampleOf(column: number, bin: number): number {
  if (column < 3) return Math.round(bin * 1200 + 900 * Math.sin(bin / 20 + column));
  if (column < 6) return Math.floor(bin / 90);
  if (column < 8) return (bin * 1200 + 800 * Math.sin(bin / 15)) * 4096;
  if (column < 13) return Math.round(300 + 120 * Math.sin(bin / 30 + column));
  return (0.2 + 0.05 * column * 0.1 + 0.03 * Math.sin(bin / 40)) * GiB;
}

function timelineAt(frontier: number, workers: number): Timeline {
  const newest = fragments;
  const cell = Math.ceil(newest / mostCells);
  const count = Math.ceil(newest / cell);
  const filled = (from: number, to: number) =>
    Array.from({ length: count }, (_, index) => {
      const [first, last] = [index * cell, Math.min((index + 1) * cell, newest)];
      return Math.max(0, Math.min(last, to) - Math.max(first, from));
    });
  const kept = frontier + 60_000;
  const inHand = kept + 20_000;
  const rare = (every: number) => Array.from({ length: count }, (_, index) => (index % every === 7 ? 3 : 0));
  return {
    state: 'running',
    live: true,
    exhausted: true,
    ordered: true,
    newest,
    frontier,
    cell,
    cells: {
      merged: filled(0, frontier),
      kept: filled(frontier, kept),
      inHand: filled(kept, inHand),
      waiting: filled(inHand, newest),
      skipped: filled(0, 0),
      failed: filled(0, 0),
      retried: rare(41),
    },
    lanes: [
      { role: 'splitter' as const, worker: null },
      ...Array.from({ length: workers }, (_, index) => ({ role: 'worker' as const, worker: index + 1 })),
      { role: 'merger' as const, worker: null },
    ].map((lane, index) => ({
      ...lane,
      state: 'busy' as const,
      first: kept + index * 1000,
      held: 1000,
      forMs: index === 5 ? 9000 : 200 + index,
      tries: 1,
      restarts: index === 3 ? 1 : 0,
      done: 40_000 + index,
      memoryBytes: (0.1 + index * 0.01) * GiB,
      memoryLimitBytes: GiB / 2,
      node: null,
    })),
    stages: [
      { stage: 'checking', startedAtMs: startMs, endedAtMs: startMs + 400 },
      { stage: 'containers', startedAtMs: startMs + 400, endedAtMs: startMs + 2400 },
      { stage: 'split', startedAtMs: startMs + 2400, endedAtMs: startMs + 900_000 },
      { stage: 'process', startedAtMs: startMs + 2500, endedAtMs: null },
      { stage: 'merge', startedAtMs: startMs + 2600, endedAtMs: null },
    ],
    now: Object.fromEntries(
      sampled.map((name, at) => [name, sampleOf(at, 500)]),
    ) as unknown as Timeline['now'],
  };
}

function bigJob(workers: number): Job {
  return {
    id: 'big',
    name: 'a-million',
    account: 'ann',
    state: 'running',
    package: null,
    dataset: 'many.bin',
    datasetId: null,
    options: {
      workers,
      ordered: true,
      resume: true,
      retries: 3,
      onError: 'fail',
      maxFailed: null,
      limits: {} as Job['options']['limits'],
      ociRuntime: null,
    },
    counts: { ...none, fragments, results: 660_000, merged: 600_000 },
    bytes: { in: 4 * GiB, out: GiB },
    seconds: { preparing: 2, running: 1200, packing: 0 },
    peakMemory: { splitter: null, worker: null, merger: null },
    workers,
    busy: { busy: workers, total: workers },
    engine: '',
    distributions: [],
    warnings: [],
    failure: null,
    hasResults: false,
    createdAtMs: startMs,
    startedAtMs: startMs,
    endedAtMs: null,
    position: null,
    waitsFor: null,
    exhausted: true,
    storedBytes: GiB,
    cacheBytes: GiB,
    bundleBytes: 0,
  } as unknown as Job;
}
