import type { Batch } from '../../bridge/batch.ts';
import type { BatchSizer } from './batch-sizer.ts';

export type WorkerId = number;

export interface Assignment {
  readonly batch: Batch;
  /** Number of the first fragment not yet answered. */
  next: number;
  /** Nothing may travel behind it: a retry or a duplicate. */
  readonly alone: boolean;
}

export interface Worker {
  readonly memoryBytes: number;
  /** Of its own: how slow one worker is says nothing about the others. */
  readonly sizer: BatchSizer;
  readonly assignments: Assignment[];
  /** When the fragment it is on can have begun. */
  since: number;
  /** It gets nothing more. */
  retired: boolean;
  /** It has a processor for the fragment that it is on: a second copy elsewhere would be no sooner done. */
  computes: boolean;
}

/**
 * The workers of a job. Knows who may take more, and how fast all are together, without a look at each: a batch is to
 * cost a chief with a thousand workers no more than one with ten.
 */
export class Crew {
  readonly #workers = new Map<WorkerId, Worker>();
  readonly #hungry = new Set<WorkerId>();
  /** Of those that were measured, in fragments per second. */
  #speed = 0;
  #unmeasured = 0;

  get size(): number {
    return this.#workers.size;
  }

  /** Workers that have not been told since their last answer that they have enough, the longest hungry first. */
  get hungry(): Iterable<WorkerId> {
    return this.#hungry;
  }

  all(): Iterable<readonly [WorkerId, Worker]> {
    return this.#workers;
  }

  get(id: WorkerId): Worker | undefined {
    return this.#workers.get(id);
  }

  add(id: WorkerId, memoryBytes: number, sizer: BatchSizer): void {
    this.#workers.set(id, { memoryBytes, sizer, assignments: [], since: 0, retired: false, computes: false });
    this.#hungry.add(id);
    this.#sumUp();
  }

  retire(id: WorkerId): void {
    const worker = this.#workers.get(id);
    if (worker === undefined) return;
    worker.retired = true;
    this.#hungry.delete(id);
    this.#sumUp();
  }

  remove(id: WorkerId): void {
    this.#workers.delete(id);
    this.#hungry.delete(id);
    this.#sumUp();
  }

  /** It has enough until it answers. */
  sated(id: WorkerId): void {
    this.#hungry.delete(id);
  }

  /** It has answered, and may take more. */
  hungers(id: WorkerId): void {
    if (this.#workers.get(id)?.retired === false) this.#hungry.add(id);
  }

  /** As {@link BatchSizer.measured}. */
  measured(id: WorkerId, count: number, seconds: number, targetSeconds: number): void {
    const worker = this.#workers.get(id);
    if (worker === undefined) return;
    const before = worker.sizer.speed;
    worker.sizer.measured(count, seconds, targetSeconds);
    if (worker.retired) return;
    if (before === null) this.#unmeasured -= 1;
    this.#speed += (worker.sizer.speed ?? 0) - (before ?? 0);
  }

  /** The part of what waits that this worker should take, so that all are done at the same time. */
  share({ sizer: { speed } }: Worker): number {
    if (speed === null) return 1 / this.#workers.size;
    return Math.min(1, speed / (Math.max(this.#speed, speed) + this.#unmeasured * speed));
  }

  /** Afresh, so that what sums lose by rounding does not add up for ever. Only when somebody comes or goes. */
  #sumUp(): void {
    this.#speed = 0;
    this.#unmeasured = 0;
    for (const { sizer, retired } of this.#workers.values()) {
      if (retired) continue;
      if (sizer.speed === null) this.#unmeasured += 1;
      else this.#speed += sizer.speed;
    }
  }
}
