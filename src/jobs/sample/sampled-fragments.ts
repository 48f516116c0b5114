import type { JobSample, SampledResult } from './sample.ts';
import type { SampledSplit } from './sampled-split.ts';

/** How large something is, and its first bytes. */
export interface Seen {
  readonly bytes: number;
  readonly head: Buffer;
}

/** A fragment of a sample, and its result; null: there is none. */
export interface SampledFragment extends Seen {
  /** Counted from 1. */
  readonly fragment: number;
  readonly result: (Seen & Pick<SampledResult, 'seconds' | 'memoryBytes'>) | null;
}

/** What is seen of a sample while its job runs, with so many bytes of each fragment and result. */
export class SampledFragments {
  readonly sample: JobSample;
  readonly #headBytes: number;
  readonly #fragments = new Map<number, Seen>();
  readonly #results = new Map<number, NonNullable<SampledFragment['result']>>();
  #split: SampledSplit | null = null;

  constructor(fragments: number, headBytes: number) {
    this.#headBytes = headBytes;
    this.sample = {
      fragments,
      onFragment: (number, bytes) => this.#fragments.set(number, this.#seen(bytes)),
      onResult: ({ fragment, bytes, seconds, memoryBytes }) =>
        this.#results.set(fragment, { ...this.#seen(bytes), seconds, memoryBytes }),
      onSplit: (split) => {
        this.#split = split;
      },
    };
  }

  /** In the order in which they were yielded. */
  get fragments(): readonly SampledFragment[] {
    return [...this.#fragments].map(([fragment, seen]) => ({
      ...{ fragment, ...seen },
      result: this.#results.get(fragment) ?? null,
    }));
  }

  /** How the splitter was left; null: it was not yet. */
  get split(): SampledSplit | null {
    return this.#split;
  }

  #seen(bytes: Buffer): Seen {
    return { bytes: bytes.length, head: Buffer.from(bytes.subarray(0, this.#headBytes)) };
  }
}

/** How long user code took for one, in seconds; null where there is no result. */
export function meanSeconds(
  fragments: readonly { readonly result: Pick<SampledResult, 'seconds'> | null }[],
): number | null {
  const seconds = fragments.flatMap(({ result }) => (result === null ? [] : [result.seconds]));
  if (seconds.length === 0) return null;
  return seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
}
