import { type Failure, failure } from '../../model/failures.ts';
import type { Limits } from '../../model/limits.ts';

export interface DiskWatchParts {
  readonly limits: Limits;
  /** Bytes of results that are cached apart from segments. */
  readonly cachedBytes: () => number;
  /** Bytes that segments take on disk. */
  readonly segmentUsage: () => Promise<number>;
  /** Bytes that the results folder takes on disk. */
  readonly resultsUsage: () => Promise<number>;
  /** Kept results take more than `cacheBytes`. */
  readonly cacheFull: (cause: Failure) => void;
  /** The results folder takes more than `resultsBytes`: so many, or infinitely many where it is too deep to tell. */
  readonly resultsFull: (bytes: number) => void;
}

/** A folder that takes long to measure is measured a tenth of the time. */
const restShare = 9;
/**
 * Nobody writes more than this from one look to the next, in bytes; looks are 100 ms apart. Who has space allotted
 * without writing to it is seen a second later, as what is too large is seen only once it is there.
 */
const bytesPerLook = 256 * 1024 * 1024;
/** Looks that pass at most while there is much room left. */
const mostRest = 9;

/** Looks, again and again, at how much disk a job takes. */
export class DiskWatch {
  #resultsBytes = 0;
  #segmentBytes = 0;
  #measuring: Promise<void> | null = null;
  /** Looks since the measuring began, and looks to let pass before it begins again. */
  #looks = 0;
  #resting = 0;
  readonly #parts: DiskWatchParts;

  constructor(parts: DiskWatchParts) {
    this.#parts = parts;
  }

  /** Judges what is known, and begins to measure anew unless that is under way. Rejects where it cannot be measured. */
  look(): Promise<void> {
    const { limits, cachedBytes, cacheFull } = this.#parts;
    const bytes = cachedBytes() + this.#segmentBytes;
    if (bytes > limits.cacheBytes) {
      const message = `kept results take ${bytes} bytes; the limit is ${limits.cacheBytes}`;
      cacheFull(failure('disk-limit', 'process', message, { limit: 'cacheBytes', observed: bytes }));
    }
    if (this.#measuring !== null) this.#looks += 1;
    else if (this.#resting > 0) this.#resting -= 1;
    else {
      this.#looks = 0;
      this.#measuring = this.#measure().finally(() => {
        this.#measuring = null;
        this.#resting = Math.max(this.#looks * restShare, this.#looksToSpare());
      });
    }
    return this.#measuring ?? Promise.resolve();
  }

  /** Resolves when nothing is being measured, whatever came of it. */
  async idle(): Promise<void> {
    await this.#measuring?.catch(() => {});
  }

  async #measure(): Promise<void> {
    const { limits, segmentUsage, resultsUsage, resultsFull } = this.#parts;
    this.#resultsBytes = await resultsUsage();
    this.#segmentBytes = await segmentUsage();
    if (this.#resultsBytes > limits.resultsBytes) resultsFull(this.#resultsBytes);
  }

  /** Looks until one of the limits can be met: each costs a few wakings of the chief. */
  #looksToSpare(): number {
    const { limits, cachedBytes } = this.#parts;
    const left = Math.min(
      limits.resultsBytes - this.#resultsBytes,
      limits.cacheBytes - this.#segmentBytes - cachedBytes(),
    );
    return Math.max(0, Math.min(mostRest, Math.floor(left / bytesPerLook) - 1));
  }
}
