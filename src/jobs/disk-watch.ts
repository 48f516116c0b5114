import { type Failure, failure } from '../failures.ts';
import type { Limits } from '../limits.ts';

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

/** Looks, again and again, at how much disk a job takes. */
export class DiskWatch {
  private segmentBytes = 0;
  private measuring: Promise<void> | null = null;

  constructor(private readonly parts: DiskWatchParts) {}

  /** Judges what is known, and begins to measure anew unless that is under way. Rejects where it cannot be measured. */
  look(): Promise<void> {
    const { limits, cachedBytes, cacheFull } = this.parts;
    const bytes = cachedBytes() + this.segmentBytes;
    if (bytes > limits.cacheBytes) {
      const message = `kept results take ${bytes} bytes; the limit is ${limits.cacheBytes}`;
      cacheFull(failure('disk-limit', 'process', message, { limit: 'cacheBytes', observed: bytes }));
    }
    this.measuring ??= this.measure().finally(() => {
      this.measuring = null;
    });
    return this.measuring;
  }

  /** Resolves when nothing is being measured, whatever came of it. */
  async settled(): Promise<void> {
    await this.measuring?.catch(() => {});
  }

  private async measure(): Promise<void> {
    const { limits, segmentUsage, resultsUsage, resultsFull } = this.parts;
    const used = await resultsUsage();
    this.segmentBytes = await segmentUsage();
    if (used > limits.resultsBytes) resultsFull(used);
  }
}
