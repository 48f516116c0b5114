import { maxBatch } from '../../bridge/sizes.ts';

/**
 * A batch should be at least this much work, in seconds: long against what a batch costs the chief (about 0.5 ms of a
 * processor that worked on something else), short for a person.
 */
const leastTargetSeconds = 0.1;
/** All workers together should take no more batches in a second than this: a chief has about 0.1 ms for each. */
const mostBatchesPerSecond = 2000;
/** A measurement may at most multiply the batch by this, so that one odd fragment misleads for one batch only. */
const growth = 4;
/** Weight of the newest batch in the running mean when fragments get faster; slower ones count at once. */
const weight = 0.3;
/**
 * Below this much work, in seconds, sharing fragments out fairly gains nothing, and what it costs to hand them out and
 * their results on is felt: docs/decisions/010.
 */
const unnoticedSeconds = 0.008;
/** Slower fragments than this travel alone with nothing queued behind them, in seconds. */
const aloneSeconds = 0.05;

/** How much work a batch should be where there are so many workers, in seconds. */
export function targetSecondsFor(workers: number): number {
  return Math.max(leastTargetSeconds, workers / mostBatchesPerSecond);
}

/**
 * Work that is worth a batch where there are so many workers, in seconds, also where others get less of what waits.
 * Many workers that are hungry at once would else share what comes into batches of one, which cost the chief as much as
 * large ones: 1,000 at 20 ms a fragment then did less than 500 (`npm run bench -- --crew`).
 */
export function leastSecondsFor(workers: number): number {
  return Math.max(unnoticedSeconds, (targetSecondsFor(workers) - leastTargetSeconds) / 2);
}

/**
 * For how long a worker may keep results, to say them together: else it would say a larger batch in many pieces. Null:
 * as long as harnesses do anyway.
 */
export function gatherMsFor(workers: number): number | null {
  const targetSeconds = targetSecondsFor(workers);
  return targetSeconds > leastTargetSeconds ? Math.round(1000 * targetSeconds) : null;
}

/** Decides how many fragments travel together, from how long those before them took. */
export class BatchSizer {
  #size = 1;
  #secondsPerFragment: number | null = null;
  readonly #most: number;

  constructor(most = maxBatch) {
    this.#most = most;
  }

  /** User code took `seconds` for `count` fragments; a batch should be `targetSeconds` of work. */
  measured(count: number, seconds: number, targetSeconds = leastTargetSeconds): void {
    const latest = seconds / count;
    const mean = this.#secondsPerFragment;
    this.#secondsPerFragment = mean === null || latest > mean ? latest : mean + weight * (latest - mean);
    const wanted = this.#secondsPerFragment > 0 ? targetSeconds / this.#secondsPerFragment : maxBatch;
    this.#size = Math.max(1, Math.min(Math.floor(wanted), this.#size * growth, this.#most));
  }

  /** Fragments in a second; null before the first measurement. */
  get speed(): number | null {
    return this.#secondsPerFragment === null ? null : 1 / Math.max(this.#secondsPerFragment, 1e-9);
  }

  /**
   * Most fragments for the next batch when `pending` wait and this part of them is for this worker. What is left for
   * the others may be less than their part, by `leastSeconds` of work: sharing the rest evenly again and again would
   * end in batches of one.
   */
  next(pending: number, share: number, leastSeconds = unnoticedSeconds): number {
    const least = Math.floor(leastSeconds * (this.speed ?? 0));
    return Math.max(1, Math.min(this.#size, Math.max(Math.ceil(pending * share), least)));
  }

  /** How many batches a worker may hold: a second one hides the round trip unless fragments are slow. */
  get depth(): 1 | 2 {
    return this.#secondsPerFragment !== null && this.#secondsPerFragment < aloneSeconds ? 2 : 1;
  }
}
