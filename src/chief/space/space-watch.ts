import type { Clock } from '../../model/clock.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { ChiefLog } from '../chief-log.ts';
import { Ballast, ballastBytes } from './ballast.ts';
import { biggestWriter, type Writer } from './biggest-writer.ts';
import { type DiskSpace, defaultReserve, diskSpace, freeBesideUploads, missingBytes } from './disk-space.ts';

export interface SpaceWatchParts {
  readonly home: string;
  readonly clock: Clock;
  readonly log: ChiefLog;
  /** What is to stay free, in bytes; null: what suits the disk. */
  readonly reserveBytes: number | null;
  /** Who has taken how much of the disk. */
  readonly writers: () => readonly Writer[];
  /** Jobs that wait, with what they have kept. */
  readonly waiting: () => readonly Writer[];
  /** Ends a job that has written too much; resolves when nothing of it runs any more. */
  readonly end: (id: string) => Promise<void>;
  /** Removes some of what can be made again; false where there is nothing. */
  readonly free: () => Promise<boolean>;
  readonly measure?: (path: string) => DiskSpace;
}

const lookEveryMs = 500;
/** For how long nobody may have written anything before what waits, or has ended, is looked at. */
const patienceMs = 3000;
/** Who meets the end of the disk is heard of later, when there may be room again: so long after, it counts as short. */
const heardWithinMs = 10_000;

/**
 * Looks, again and again, whether the disk of the chief has room: where it has not, nothing new is taken, and the
 * biggest writer is ended. Keeps the ballast.
 */
export class SpaceWatch {
  readonly ballast: Ballast;
  readonly #parts: SpaceWatchParts;
  readonly #measure: (path: string) => DiskSpace;
  #space: DiskSpace;
  #missing = 0;
  /** What uploads were let have since it was last looked at, in bytes; not all of it need be written by now. */
  #letInBytes = 0;
  /** When it was last found short. */
  #shortAtMs = Number.NEGATIVE_INFINITY;
  /** Since when it has been short with nobody writing; null: it is not so. */
  #stuckSinceMs: number | null = null;
  #ending: Promise<void> | null = null;
  #loading: Promise<void> | null = null;
  #cancel: (() => void) | null = null;

  constructor(parts: SpaceWatchParts) {
    this.#parts = parts;
    this.#measure = parts.measure ?? diskSpace;
    this.ballast = new Ballast(parts.home);
    this.#space = { freeBytes: 0, totalBytes: 0, freeInodes: 0, totalInodes: 0 };
  }

  start(): void {
    this.look();
    this.#cancel = this.#parts.clock.after(lookEveryMs, () => this.start());
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    await Promise.all([this.#ending, this.#loading]);
  }

  /** As last measured. */
  get disk(): { readonly freeBytes: number; readonly totalBytes: number; readonly reserveBytes: number } {
    const { freeBytes, totalBytes } = this.#space;
    return { freeBytes, totalBytes, reserveBytes: this.#reserve };
  }

  /** Too little was free when it was last measured. */
  get isShort(): boolean {
    return this.#missing > 0;
  }

  /** What was missing until there is enough free, in bytes, when it was last measured. */
  get missingBytes(): number {
    return this.#missing;
  }

  /** Why nothing is taken now, as a clause; null where there is room. */
  get shortage(): string | null {
    if (!this.isShort) return null;
    const { freeBytes, reserveBytes } = this.disk;
    const free = `${formatBytes(freeBytes)} of the disk of this chief are free`;
    if (freeBytes < reserveBytes) return `${free}; ${formatBytes(reserveBytes)} are to stay free`;
    return this.#missing > reserveBytes / 2
      ? `${free}, but hardly any inodes`
      : `${free}; it goes on when ${formatBytes(freeBytes + this.#missing)} are`;
  }

  /** Why no upload is taken now, as a clause; null where there is room for a small one. */
  get shortageOfUploads(): string | null {
    const { freeBytes } = this.disk;
    const leftBytes = freeBesideUploads(this.#reserve);
    if (this.isShort || freeBytes >= leftBytes) return this.shortage;
    return `${formatBytes(freeBytes)} of the disk of this chief are free; uploads leave ${formatBytes(leftBytes)}`;
  }

  /** Whether an upload may have so many more bytes, measured now. If so, they count as written until the next look. */
  letIn(bytes: number): boolean {
    const wanted = freeBesideUploads(this.#reserve) + this.#letInBytes + bytes;
    if (this.isShort || missingBytes(this.#measure(this.#parts.home), wanted, false) > 0) return false;
    this.#letInBytes += bytes;
    return true;
  }

  /** {@link isShort}, measured now. */
  isShortNow(): boolean {
    const wasShort = this.isShort;
    this.#space = this.#measure(this.#parts.home);
    this.#missing = missingBytes(this.#space, this.#reserve, wasShort);
    if (this.isShort) this.#shortAtMs = this.#parts.clock.now();
    return this.isShort;
  }

  /** Whether code of which it is heard now may have met the end of the disk. */
  wasShortLately(): boolean {
    return this.isShortNow() || this.#parts.clock.now() - this.#shortAtMs < heardWithinMs;
  }

  /** Whether it is this job's doing that the disk is short. */
  blames(id: string): boolean {
    return this.#biggest() === id;
  }

  /**
   * Whether it is this job alone that has filled the disk: no other has taken any of it now, nor since this one began,
   * when at least the reserve was free.
   */
  isAlone(id: string): boolean {
    const writers = this.#parts.writers();
    if (writers.some((writer) => writer.id !== id && writer.bytes > 0)) return false;
    const own = writers.find((writer) => writer.id === id)?.bytes ?? 0;
    return this.#measure(this.#parts.home).freeBytes + own >= this.#reserve;
  }

  look(): void {
    const { log, end, waiting } = this.#parts;
    const wasShort = this.isShort;
    const isShort = this.isShortNow();
    this.#letInBytes = 0;
    if (isShort !== wasShort)
      log.warn(
        { ...this.disk },
        isShort ? 'the disk is short: nothing new is taken' : 'the disk has room again',
      );
    if (!isShort) {
      this.#stuckSinceMs = null;
      if (this.#space.freeBytes > this.#reserve + 2 * ballastBytes) this.#load();
      return;
    }
    if (this.#ending !== null) return;
    const isStuck = this.#isStuck();
    const biggest = this.#biggest() ?? (isStuck ? this.#biggestOf(waiting(), this.#missing) : null);
    if (biggest !== null)
      log.warn({ job: biggest, ...this.disk }, 'the biggest writer is ended: the disk is short');
    const ending = biggest === null ? isStuck && this.#free() : end(biggest);
    if (ending === false) return;
    this.#ending = ending.finally(() => {
      this.#ending = null;
    });
  }

  async #free(): Promise<void> {
    const { log, free, clock } = this.#parts;
    try {
      if (!(await free())) this.#stuckSinceMs = clock.now();
    } catch (error) {
      log.error({ err: error }, 'the disk is short, and nothing could be removed');
      this.#stuckSinceMs = clock.now();
    }
  }

  /** What is missing to the reserve counts: whoever began with little more than that free can have taken no more. */
  #biggest(): string | null {
    const missing = missingBytes(this.#space, this.#reserve, false);
    return missing > 0 ? this.#biggestOf(this.#parts.writers(), missing) : null;
  }

  #biggestOf(writers: readonly Writer[], missing: number): string | null {
    return biggestWriter(writers, { missingBytes: missing, reserveBytes: this.#reserve });
  }

  /** Where nobody writes, nothing would ever change. */
  #isStuck(): boolean {
    const { writers, clock } = this.#parts;
    if (writers().some(({ bytes }) => bytes > 0)) this.#stuckSinceMs = null;
    else this.#stuckSinceMs ??= clock.now();
    return this.#stuckSinceMs !== null && clock.now() - this.#stuckSinceMs >= patienceMs;
  }

  #load(): void {
    this.#loading ??= this.ballast.load().finally(() => {
      this.#loading = null;
    });
  }

  get #reserve(): number {
    return this.#parts.reserveBytes ?? defaultReserve(this.#space.totalBytes);
  }
}
