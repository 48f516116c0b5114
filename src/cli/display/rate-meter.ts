import type { JobProgress } from '../../model/job-event.ts';

export interface Rates {
  /** All per second. `in` and `out` are bytes of fragments and of results. */
  readonly results: number;
  /** Fragments that the merge frontier passes, merged or left out. */
  readonly behind: number;
  readonly in: number;
  readonly out: number;
}

const windowSeconds = 5;

/** Speed over the last {@link windowSeconds}, from the counts that progress reports. */
export class RateMeter {
  #samples: JobProgress[] = [];

  add(progress: JobProgress): void {
    this.#samples.push(progress);
    while (this.#samples.length > 2 && progress.seconds - this.#samples[1]!.seconds >= windowSeconds)
      this.#samples.shift();
  }

  /** Null until there are two reports with time in between. */
  rates(): Rates | null {
    const oldest = this.#samples[0];
    const newest = this.#samples.at(-1);
    if (oldest === undefined || newest === undefined || newest.seconds <= oldest.seconds) return null;
    const per = (from: number, to: number) => Math.max(0, to - from) / (newest.seconds - oldest.seconds);
    return {
      results: per(oldest.counts.results, newest.counts.results),
      behind: per(behindOf(oldest), behindOf(newest)),
      in: per(oldest.bytes.in, newest.bytes.in),
      out: per(oldest.bytes.out, newest.bytes.out),
    };
  }
}

/** Fragments that the merge frontier has passed. */
export function behindOf({ counts }: JobProgress): number {
  return counts.merged + counts.skipped;
}
