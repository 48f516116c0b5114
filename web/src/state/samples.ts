import type { Schemas } from '../api/client.ts';

export type Samples = Schemas['Samples'];

/** Lines over the running time of a job, as a chart takes them: the first column is the time in seconds. */
export type ChartData = readonly [x: readonly number[], ...lines: readonly (readonly (number | null)[])[]];

export interface JobCharts {
  readonly fragments: ChartData;
  readonly bytes: ChartData;
  readonly window: ChartData;
  readonly workers: ChartData;
  readonly memory: ChartData;
  readonly trouble: ChartData;
}

/** What the charts of a job show, of the samples that were kept with it. */
export function chartsOf({ binMs, columns }: Samples): JobCharts {
  const seconds = binMs / 1000;
  const x = columns.merged.map((_, index) => (index + 1) * seconds);
  const rate = (totals: readonly (number | null)[]) => ratesOf(totals, seconds);
  return {
    fragments: [x, rate(columns.fragments), rate(columns.results), rate(columns.merged)],
    bytes: [x, rate(columns.bytesIn), rate(columns.bytesOut)],
    window: [x, columns.windowFragments, columns.mergeLag],
    workers: [x, columns.workers, columns.busy],
    trouble: [x, columns.retried, higher(columns.failed, columns.skipped)],
    memory: [x, columns.splitterMemory, columns.workerMemory, columns.mergerMemory],
  };
}

/** Those that are left out count as failed, too, so that the higher one is all of them. */
function higher(
  one: readonly (number | null)[],
  other: readonly (number | null)[],
): readonly (number | null)[] {
  return one.map((value, index) => {
    const also = other[index] ?? null;
    return value === null || also === null ? (value ?? also) : Math.max(value, also);
  });
}

/** By how much totals grow in a second, since the bin before that is known; null where a bin is not. */
export function ratesOf(totals: readonly (number | null)[], seconds: number): (number | null)[] {
  let before = { total: 0, index: -1 };
  return totals.map((total, index) => {
    if (total === null) return null;
    const rate = (total - before.total) / ((index - before.index) * seconds);
    before = { total, index };
    return Math.max(0, rate);
  });
}
