/** Most bins. */
export const mostBins = 512;
const firstBinMs = 500;
/** Runs of a job that are remembered, the latest. */
const mostRuns = 100;

/** Of a running job at one moment. */
export interface Sample {
  readonly fragments: number;
  readonly results: number;
  readonly merged: number;
  readonly skipped: number;
  readonly failed: number;
  readonly retried: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly windowFragments: number;
  readonly windowBytes: number;
  /** Results that wait to be merged. */
  readonly mergeLag: number;
  readonly busy: number;
  readonly workers: number;
  /** Highest memory use of a container of the role, in bytes. */
  readonly splitterMemory: number | null;
  readonly workerMemory: number | null;
  readonly mergerMemory: number | null;
}

/** Totals, of which a bin has the last; of all others it has the highest. */
const totals: readonly (keyof Sample)[] = [
  'fragments',
  'results',
  'merged',
  'skipped',
  'failed',
  'retried',
  'bytesIn',
  'bytesOut',
];
export const sampleKeys: readonly (keyof Sample)[] = [
  ...totals,
  'windowFragments',
  'windowBytes',
  'mergeLag',
  'busy',
  'workers',
  'splitterMemory',
  'workerMemory',
  'mergerMemory',
];

/** How a job went, over the time that it ran. */
export interface SampleTable {
  /** Bin i is of the running time from i times this on, in milliseconds. */
  readonly binMs: number;
  /** When each run began, and where on the running time; the latest of them. */
  readonly runs: readonly { readonly atMs: number; readonly fromMs: number }[];
  /** Null: nothing is known of that bin. */
  readonly columns: Readonly<Record<keyof Sample, readonly (number | null)[]>>;
}

/**
 * Samples of a job in at most {@link mostBins} bins, however long it runs: they become twice as wide when it outgrows
 * them. Pure.
 */
export class Samples {
  #binMs = firstBinMs;
  readonly #runs: { readonly atMs: number; readonly fromMs: number }[] = [];
  readonly #columns: Record<keyof Sample, (number | null)[]>;
  #endMs = 0;
  #fromMs = 0;

  /** Goes on after what an earlier run has left. */
  constructor(earlier: SampleTable | null = null) {
    this.#columns = Object.fromEntries(
      sampleKeys.map((key) => [key, [...(earlier?.columns[key] ?? [])].slice(0, mostBins)]),
    ) as Record<keyof Sample, (number | null)[]>;
    if (earlier === null) return;
    this.#binMs = earlier.binMs;
    this.#runs.push(...earlier.runs.slice(-mostRuns));
    this.#endMs = this.#columns.fragments.length * this.#binMs;
  }

  /** A run begins, at that time since the epoch. */
  begin(atMs: number): void {
    this.#fromMs = this.#endMs;
    this.#runs.push({ atMs, fromMs: this.#fromMs });
    if (this.#runs.length > mostRuns) this.#runs.shift();
  }

  /** Notes a sample, so many milliseconds after the run began. */
  add(sinceMs: number, sample: Sample): void {
    const atMs = this.#fromMs + Math.max(0, sinceMs);
    while (atMs >= this.#binMs * mostBins) this.#halve();
    const at = Math.floor(atMs / this.#binMs);
    this.#endMs = Math.max(this.#endMs, (at + 1) * this.#binMs);
    for (const key of sampleKeys) {
      const column = this.#columns[key];
      while (column.length <= at) column.push(null);
      column[at] = joined(key, column[at]!, sample[key]);
    }
  }

  get table(): SampleTable {
    const columns = Object.fromEntries(sampleKeys.map((key) => [key, [...this.#columns[key]]]));
    return {
      binMs: this.#binMs,
      runs: [...this.#runs],
      columns: columns as unknown as SampleTable['columns'],
    };
  }

  #halve(): void {
    this.#binMs *= 2;
    for (const key of sampleKeys) {
      const column = this.#columns[key];
      const half = Math.ceil(column.length / 2);
      for (let at = 0; at < half; at += 1)
        column[at] = joined(key, column[2 * at]!, column[2 * at + 1] ?? null);
      column.length = half;
    }
  }
}

function joined(key: keyof Sample, earlier: number | null, later: number | null): number | null {
  if (earlier === null || later === null) return later ?? earlier;
  return totals.includes(key) ? later : Math.max(earlier, later);
}
