import type { SampledSplit } from './sampled-split.ts';

/** The beginning of a job, run to see how it goes: of so many fragments, each of which is told of. */
export interface JobSample {
  /** At least one. The splitter is asked for one more, to see whether there is one. */
  readonly fragments: number;
  /** The splitter has yielded one. */
  readonly onFragment: (number: number, bytes: Buffer) => void;
  readonly onResult: (result: SampledResult) => void;
  readonly onSplit: (split: SampledSplit) => void;
}

export interface SampledResult {
  readonly fragment: number;
  readonly bytes: Buffer;
  /** User code took so long. */
  readonly seconds: number;
  /** Highest memory use of its worker so far, in bytes; null where it cannot be read. */
  readonly memoryBytes: number | null;
}
