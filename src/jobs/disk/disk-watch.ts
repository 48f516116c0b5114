import { type Failure, failure } from '../../model/failures.ts';
import type { Limits } from '../../model/limits.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { SegmentKind } from './segment-files.ts';

/** What a job may take of a disk that it shares with others. */
export interface JobSpace {
  /** Most bytes of everything that it writes together: what is left of an account's quota. */
  readonly mostBytes: number;
  /** Told, again and again, how many bytes that is. */
  readonly used: (bytes: number) => void;
  /** Bytes of files that the job's code has removed and holds open: they take space all the same. */
  readonly unlinkedBytes: () => number;
  /** Brings {@link unlinkedBytes} up to date. */
  readonly lookForUnlinked: () => Promise<void>;
  /** The disk itself has no room, or had none a moment ago, so that whoever met its end is not to blame for it. */
  readonly wasShort: () => boolean;
}

export interface DiskWatchParts {
  readonly limits: Limits;
  /** Most bytes that the job may take in all, whatever its limits; null: no more is said. */
  readonly space: JobSpace | null;
  /** Bytes of results that are cached apart from segments. */
  readonly cachedBytes: () => number;
  /** Bytes of results that segments are known to have, measured or not. */
  readonly toldBytes: () => number;
  /** Bytes of replay bundles. */
  readonly bundleBytes: () => number;
  /** Bytes of results that have come, and of those that were merged: about so much was written for them. */
  readonly doneBytes: () => number;
  /** Bytes that segments take on disk. */
  readonly segmentUsage: () => Promise<Readonly<Record<SegmentKind, number>>>;
  /** Bytes that the results folder takes on disk. */
  readonly resultsUsage: () => Promise<number>;
  /** Kept results and bundles take more than `cacheBytes`, or the job more than its space. */
  readonly full: (cause: Failure) => void;
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
/** It is measured ahead of time when results have come, or were merged, that are this part of what is left. */
const stepShare = 1 / 8;
/** Fewer bytes than this are no reason. */
const leastStepBytes = 1024 * 1024;

/** Looks, again and again, at how much disk a job takes. */
export class DiskWatch {
  #resultsBytes = 0;
  #segmentBytes: Readonly<Record<SegmentKind, number>> = { fragments: 0, results: 0 };
  #measuring: Promise<void> | null = null;
  /** Looks since the measuring began, and looks to let pass before it begins again. */
  #looks = 0;
  #resting = 0;
  /** When the measuring began. */
  #doneBytes = 0;
  readonly #parts: DiskWatchParts;

  constructor(parts: DiskWatchParts) {
    this.#parts = parts;
  }

  /** Judges what is known, and begins to measure anew unless that is under way. Rejects where it cannot be measured. */
  look(): Promise<void> {
    this.judge();
    if (this.#measuring !== null) this.#looks += 1;
    else if (this.#resting > 0) this.#resting -= 1;
    else this.#begin();
    return this.#measuring ?? Promise.resolve();
  }

  /** Judges what is known: what was measured, and results as they come. */
  judge(): void {
    const { limits, space, full } = this.#parts;
    const kept = this.keptBytes + this.#parts.bundleBytes();
    if (kept > limits.cacheBytes) {
      const message = `kept results and replay bundles take ${kept} bytes; the limit is ${limits.cacheBytes}`;
      full(failure('disk-limit', 'process', message, { limit: 'cacheBytes', observed: kept }));
    }
    const { inAll } = this;
    space?.used(inAll);
    if (space !== null && inAll > space.mostBytes) full(beyondQuota(space.mostBytes, inAll));
    const step = Math.max(leastStepBytes, this.leftBytes * stepShare);
    // What cannot be measured is told of by the next look.
    if (this.#measuring === null && this.#parts.doneBytes() - this.#doneBytes > step)
      this.#begin().catch(() => {});
  }

  /** Bytes of results that are kept for resuming, as far as is known. */
  get keptBytes(): number {
    const { cachedBytes, toldBytes } = this.#parts;
    return cachedBytes() + Math.max(this.#segmentBytes.results, toldBytes());
  }

  /** Bytes of results that may still come. */
  get roomForResults(): number {
    const { limits, bundleBytes } = this.#parts;
    return Math.min(limits.cacheBytes - this.keptBytes - bundleBytes(), this.leftBytes);
  }

  /** Bytes that the job may still take of what it shares; infinite where it shares nothing. */
  get leftBytes(): number {
    return (this.#parts.space?.mostBytes ?? Number.POSITIVE_INFINITY) - this.inAll;
  }

  /** Bytes that the job takes, as far as is known. */
  get inAll(): number {
    return this.keptBytes + this.#parts.bundleBytes() + this.#segmentBytes.fragments + this.#resultsBytes;
  }

  /** Resolves when nothing is being measured, whatever came of it. */
  async idle(): Promise<void> {
    await this.#measuring?.catch(() => {});
  }

  /**
   * Tells what the job takes now, while it still has it: who has met the end of a disk may have filled it since the
   * last look. Never rejects: of a disk that cannot be measured, what is known holds.
   */
  async lookOnceMore(): Promise<void> {
    const { space } = this.#parts;
    await this.idle();
    try {
      await space?.lookForUnlinked();
      await this.#measure();
    } catch {
      return;
    }
    space?.used(this.inAll);
  }

  /**
   * What a job has taken too much once its code has written its last: null, or a failure. Looks come now and then, and
   * what is written after the last one counts, too. Nothing is measured where much room was left; a disk that cannot be
   * measured proves nothing. Never rejects.
   */
  async judgeTheEnd(): Promise<Failure | null> {
    await this.idle();
    const { space } = this.#parts;
    if (space === null) return null;
    if (this.#looksToSpare() === 0) await this.#measure().catch(() => {});
    space.used(this.inAll);
    return this.inAll > space.mostBytes ? beyondQuota(space.mostBytes, this.inAll) : null;
  }

  #begin(): Promise<void> {
    this.#looks = 0;
    this.#measuring = this.#measure().finally(() => {
      this.#measuring = null;
      this.#resting = Math.max(this.#looks * restShare, this.#looksToSpare());
    });
    return this.#measuring;
  }

  async #measure(): Promise<void> {
    const { limits, space, segmentUsage, resultsUsage, resultsFull } = this.#parts;
    this.#doneBytes = this.#parts.doneBytes();
    this.#resultsBytes = (await resultsUsage()) + (space?.unlinkedBytes() ?? 0);
    this.#segmentBytes = await segmentUsage();
    if (this.#resultsBytes > limits.resultsBytes) resultsFull(this.#resultsBytes);
  }

  /** Looks until one of the limits can be met: each costs a few wakings of the chief. */
  #looksToSpare(): number {
    const { limits } = this.#parts;
    const left = Math.min(
      limits.resultsBytes - this.#resultsBytes,
      limits.cacheBytes - this.keptBytes,
      this.leftBytes,
    );
    return Math.max(0, Math.min(mostRest, Math.floor(left / bytesPerLook) - 1));
  }
}

/** A job that has used up what was left of its account's quota. */
export function beyondQuota(mostBytes: number, observed: number): Failure {
  const message = `the job needs more space than the ${formatBytes(Math.max(0, mostBytes))} that were left of its account's quota`;
  return failure('disk-limit', 'process', message, {
    observed,
    help: 'Delete packages, datasets or jobs that are not needed any more, and resume the job.',
  });
}
