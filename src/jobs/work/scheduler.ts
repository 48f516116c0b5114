import { type Batch, batchEnd, sliceBatch } from '../../bridge/batch.ts';
import { maxBatch } from '../../bridge/sizes.ts';
import { type AfterDeath, noToll, type Toll, triesOf } from '../containers/after-death.ts';
import { BatchQueue } from './batch-queue.ts';
import { BatchSizer, gatherMsFor, leastSecondsFor, targetSecondsFor } from './batch-sizer.ts';
import { type Assignment, Crew, type Worker, type WorkerId } from './crew.ts';
import { RunningMedian } from './running-median.ts';

/** Payload of one batch beyond its first fragment, in bytes. */
const batchBytes = 2 * 1024 * 1024;
/** A fragment is duplicated when it takes longer than this many medians, and at least so many milliseconds. */
const stragglerMedians = 1.5;
const stragglerLeastMs = 1000;
/** Behind a fragment that has taken longer than this nothing is queued. */
const slowMs = 50;

/** A fragment that lost its container and waits to be tried again alone. */
interface Retry {
  readonly batch: Batch;
  readonly memoryBytes: number;
}

/** What a worker has. */
export interface Hand {
  readonly worker: WorkerId;
  /** What it has not answered yet, in the order in which it will; the first begins with the one it is on. */
  readonly fragments: readonly { readonly first: number; readonly count: number }[];
  /** It has been on its fragment for so long, in milliseconds; null: on none. */
  readonly forMs: number | null;
  readonly attempts: number;
}

export interface Answer {
  /** The fragments, not the results, that got their first result. */
  readonly completed: readonly Batch[];
  /** Fragments whose result had come already, from the other of two duplicates. */
  readonly late: readonly number[];
}

export interface Loss {
  /** Fragments that will be tried again, with the number of the coming try (2 is the first retry). */
  readonly retried: readonly number[];
  readonly attempt: number;
  /** Fragments that are not tried again, with their bytes, and how often each was tried. */
  readonly spent: readonly { readonly fragment: Batch; readonly attempts: number }[];
  /** How many fragments another worker still has as well. */
  readonly carried: number;
}

/**
 * Decides which fragments go to which worker. Pure: no clock of its own, no I/O. Every fragment added is, at any
 * moment, in exactly one of: pending, waiting for a retry, assigned (or done, and then nowhere); a duplicate adds
 * a second assignment, of which the first answer counts.
 */
export class Scheduler {
  readonly #pending = new BatchQueue();
  readonly #retries: Retry[] = [];
  readonly #workers = new Crew();
  readonly #medianMs = new RunningMedian();
  /** What each fragment not yet done has cost, where it has cost anything. */
  readonly #tolls = new Map<number, Toll>();
  /**
   * Fragments that this try has assigned twice: both copies are out, or one has been answered, or lost with its
   * worker.
   */
  readonly #duplicated = new Map<number, 'out' | 'answered' | 'lost'>();
  #closed = false;
  #outstanding = 0;
  readonly #mostInBatch: number;
  readonly #mostInHand: () => number;

  /**
   * At most so many fragments go to a worker together, and all workers have at most so many in hand, but for what goes
   * to them alone.
   */
  constructor(mostInBatch = maxBatch, mostInHand = () => Number.POSITIVE_INFINITY) {
    this.#mostInBatch = mostInBatch;
    this.#mostInHand = mostInHand;
  }

  /** Fragments added and not yet done. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Bytes of fragments that no worker has yet. */
  get waitingBytes(): number {
    return this.#pending.bytes;
  }

  /** As {@link gatherMsFor} so many workers. */
  get gatherMs(): number | null {
    return gatherMsFor(this.#workers.size);
  }

  get busyWorkers(): number {
    let busy = 0;
    for (const [, worker] of this.#workers.all()) if (worker.assignments.length > 0) busy += 1;
    return busy;
  }

  /** Most memory that a waiting retry needs, in bytes; 0 when none waits. */
  get memoryWanted(): number {
    return this.#retries.reduce((most, retry) => Math.max(most, retry.memoryBytes), 0);
  }

  add(batch: Batch): void {
    this.#pending.push(batch);
    this.#outstanding += batch.sizes.length;
  }

  /** The splitter has ended: idle workers may now duplicate stragglers. */
  close(): void {
    this.#closed = true;
  }

  addWorker(id: WorkerId, memoryBytes: number): void {
    this.#workers.add(id, memoryBytes, new BatchSizer(this.#mostInBatch));
  }

  /** Lets a worker finish what it has and gives it nothing more. */
  retire(id: WorkerId): void {
    this.#workers.retire(id);
  }

  /** Notes whether a worker has had a processor for most of the time on its fragment. */
  setComputes(id: WorkerId, computes: boolean): void {
    const worker = this.#workers.get(id);
    if (worker !== undefined) worker.computes = computes;
  }

  /** Workers that may take more of what waits, the longest hungry first; none where nothing waits. */
  *hungry(): Generator<WorkerId> {
    const leastBytes = this.#pending.length > 0 ? 0 : this.#leastMemory;
    for (const id of this.#workers.hungry) {
      if (this.#pending.length === 0 && this.#retries.length === 0) return;
      if (this.#workers.get(id)!.memoryBytes >= leastBytes) yield id;
    }
  }

  /** Workers with nothing in hand, where they may duplicate what others are slow with; a few at most can. */
  *idle(): Generator<WorkerId> {
    if (!this.#closed || this.#pending.length > 0) return;
    for (const id of this.#workers.hungry) if (this.current(id) === null) yield id;
  }

  /** What to send to this worker now, or null when it has enough or nothing waits. Ask until null. */
  next(id: WorkerId, now: number): Batch | null {
    const worker = this.#workers.get(id);
    if (worker === undefined || worker.retired) return null;
    const isFull = worker.assignments.some(({ alone }) => alone);
    if (isFull) {
      this.#workers.sated(id);
      return null;
    }
    if (worker.assignments.length === 0) {
      const index = this.#retries.findIndex((retry) => retry.memoryBytes <= worker.memoryBytes);
      if (index !== -1) return this.#assign(worker, this.#retries.splice(index, 1)[0]!.batch, true, now);
    }
    if (worker.assignments.length >= this.#depth(worker, now)) {
      this.#workers.sated(id);
      return null;
    }
    const [share, leastSeconds] = [this.#workers.share(worker), leastSecondsFor(this.#workers.size)];
    const more = this.#mayTakeMore;
    if (more === 0) return null;
    const wanted = worker.sizer.next(this.#pending.length, share, leastSeconds);
    const batch = this.#pending.take(Math.min(wanted, more), batchBytes);
    if (batch !== undefined) return this.#assign(worker, batch, false, now);
    if (!this.#closed || worker.assignments.length > 0) return null;
    const straggler = this.#straggler(worker.memoryBytes, now);
    if (straggler === null) return null;
    this.#duplicated.set(straggler.first, 'out');
    return this.#assign(worker, straggler, true, now);
  }

  /** Results came for the next `count` fragments of this worker; user code took `seconds` for them. */
  answered(id: WorkerId, first: number, count: number, seconds: number, now: number): Answer {
    const batch = this.#advance(id, first, count, now);
    if (seconds > 0) {
      this.#workers.measured(id, count, seconds, targetSecondsFor(this.#workers.size));
      this.#medianMs.add((seconds * 1000) / count);
    }
    if (this.#duplicated.size === 0)
      return { completed: [this.#finish(batch, first, first + count)], late: [] };
    const completed: Batch[] = [];
    const late: number[] = [];
    for (let number = first; number < first + count; number += 1) {
      if (this.#claim(number)) completed.push(this.#finish(batch, number, number + 1));
      else late.push(number);
    }
    return { completed, late };
  }

  /** User code failed on a fragment. Returns its bytes as a batch of one, or null when its duplicate was first. */
  failed(id: WorkerId, number: number, now: number): Batch | null {
    const batch = this.#advance(id, number, 1, now);
    if (!this.#claim(number)) return null;
    return this.#finish(batch, number, number + 1);
  }

  /** An idle worker is let go. */
  removeWorker(id: WorkerId): void {
    this.#workers.remove(id);
  }

  /**
   * A worker is dead. What it had begun or may have begun is tried again alone, where `after` says so of a fragment
   * that has cost so many containers before; what was only queued behind goes back to the front. A duplicate is part
   * of the try: only a fragment whose copies are both lost has lost it, or one of which a copy has shown that it is
   * hopeless. `after` is told whether it is certain that the worker was on the fragment, and not on one behind it.
   */
  lost(id: WorkerId, after: (toll: Toll, certain: boolean) => AfterDeath): Loss {
    const worker = this.#workers.get(id);
    const isCertain = this.behind(id) === 0;
    this.#workers.remove(id);
    const retried: number[] = [];
    const spent: { readonly fragment: Batch; readonly attempts: number }[] = [];
    let attempt = 2;
    const assignments = worker?.assignments ?? [];
    let carried = 0;
    for (const assignment of assignments.slice(1).reverse()) this.#requeue(assignment);
    const begun = assignments[0];
    if (begun !== undefined) {
      for (let number = begun.next; number < batchEnd(begun.batch); number += 1) {
        const isOut = this.#duplicated.get(number) === 'out';
        const { again, toll, memoryBytes, hopeless, ...next } = after(
          this.#tolls.get(number) ?? noToll,
          isCertain,
        );
        if (isOut) {
          // Not spread any further: it may be what its workers die of. What the other copy of a hopeless one comes to
          // is late.
          this.#duplicated.set(number, hopeless ? 'answered' : 'lost');
          if (!hopeless) carried += 1;
        }
        if (isOut ? !hopeless : !this.#release(number)) continue;
        const single = sliceBatch(begun.batch, number, number + 1);
        if (again) {
          this.#tolls.set(number, toll);
          this.#retries.push({ batch: single, memoryBytes });
          retried.push(number);
          attempt = Math.max(attempt, next.attempt);
        } else {
          this.#tolls.delete(number);
          this.#outstanding -= 1;
          spent.push({ fragment: single, attempts: triesOf(toll) });
        }
      }
    }
    return { retried, attempt, spent, carried };
  }

  /** A second worker has this fragment as well, and has not answered yet. */
  isDuplicated(number: number): boolean {
    return this.#duplicated.has(number);
  }

  /** How many times a fragment was tried so far, the current try included. */
  attemptsOf(number: number): number {
    return triesOf(this.#tolls.get(number) ?? noToll) + 1;
  }

  /** Number of the fragment this worker is on, as far as it has told, or null when idle. */
  current(id: WorkerId): number | null {
    return this.#workers.get(id)?.assignments[0]?.next ?? null;
  }

  /** Fragments after {@link current} that came with it, so that this worker may be on one of them. */
  behind(id: WorkerId): number {
    const begun = this.#workers.get(id)?.assignments[0];
    return begun === undefined ? 0 : batchEnd(begun.batch) - begun.next - 1;
  }

  /** What each worker has now. */
  hands(now: number): readonly Hand[] {
    return [...this.#workers.all()].map(([worker, { assignments, since }]) => {
      const current = assignments[0]?.next;
      return {
        worker,
        fragments: assignments.map(({ batch, next }) => ({ first: next, count: batchEnd(batch) - next })),
        forMs: current === undefined ? null : now - since,
        attempts: current === undefined ? 0 : this.attemptsOf(current),
      };
    });
  }

  /** Workers that have been on one fragment for longer than `limitMs`. */
  overdue(limitMs: number, now: number): readonly WorkerId[] {
    return [...this.#workers.all()]
      .filter(([, worker]) => worker.assignments.length > 0 && now - worker.since > limitMs)
      .map(([id]) => id);
  }

  /** How many more fragments workers may have in hand. One always may be, so that it goes on. */
  get #mayTakeMore(): number {
    const most = this.#mostInHand();
    const waiting = this.#pending.length + this.#retries.length;
    return most === Number.POSITIVE_INFINITY
      ? most
      : Math.max(0, Math.max(1, most) - (this.#outstanding - waiting));
  }

  /** Batches this worker may hold: nothing more is queued behind a fragment that turned out slow. */
  #depth(worker: Worker, now: number): number {
    return worker.assignments.length > 0 && now - worker.since > slowMs ? 1 : worker.sizer.depth;
  }

  #assign(worker: Worker, batch: Batch, alone: boolean, now: number): Batch {
    if (worker.assignments.length === 0) worker.since = now;
    worker.assignments.push({ batch, next: batch.first, alone });
    return batch;
  }

  #advance(id: WorkerId, first: number, count: number, now: number): Batch {
    const worker = this.#workers.get(id);
    const assignment = worker?.assignments[0];
    if (worker === undefined || assignment === undefined || assignment.next !== first) {
      throw new Error(`worker ${id} answered fragment ${first}, which it does not have`);
    }
    assignment.next += count;
    worker.since = now;
    if (assignment.next === batchEnd(assignment.batch)) worker.assignments.shift();
    this.#workers.hungers(id);
    return assignment.batch;
  }

  #finish(batch: Batch, from: number, to: number): Batch {
    this.#outstanding -= to - from;
    if (this.#tolls.size > 0) for (let number = from; number < to; number += 1) this.#tolls.delete(number);
    return sliceBatch(batch, from, to);
  }

  /** True when this answer is the one that counts. */
  #claim(number: number): boolean {
    const other = this.#duplicated.get(number);
    if (other === 'out') this.#duplicated.set(number, 'answered');
    else this.#duplicated.delete(number);
    return other !== 'answered';
  }

  /** A copy of a fragment was lost with its worker; true when it was the only one and is still to be done. */
  #release(number: number): boolean {
    const other = this.#duplicated.get(number);
    this.#duplicated.delete(number);
    return other === undefined || other === 'lost';
  }

  /** Puts what is left of an assignment back in front, in order, except what another worker has as well. */
  #requeue({ batch, next }: Assignment): void {
    let to = batchEnd(batch);
    for (let number = to - 1; number >= next; number -= 1) {
      if (this.#release(number)) continue;
      if (number + 1 < to) this.#pending.unshift(sliceBatch(batch, number + 1, to));
      to = number;
    }
    if (next < to) this.#pending.unshift(sliceBatch(batch, next, to));
  }

  /** Least memory that any waiting retry needs, in bytes. */
  get #leastMemory(): number {
    return this.#retries.reduce(
      (least, retry) => Math.min(least, retry.memoryBytes),
      Number.POSITIVE_INFINITY,
    );
  }

  /**
   * The fragment that has been worked on longest, if long enough and not duplicated yet, as a batch of one; or one
   * that waits behind it, where its worker has a processor for it.
   */
  #straggler(memoryBytes: number, now: number): Batch | null {
    const leastMs = Math.max(stragglerLeastMs, stragglerMedians * this.#medianMs.value);
    let slowest: Worker | null = null;
    let choice: Batch | null = null;
    for (const [, worker] of this.#workers.all()) {
      if (worker.memoryBytes > memoryBytes || now - worker.since < leastMs) continue;
      if (slowest !== null && worker.since >= slowest.since) continue;
      const single = this.#firstSingleCopy(worker);
      if (single === null) continue;
      slowest = worker;
      choice = single;
    }
    return choice;
  }

  #firstSingleCopy(worker: Worker): Batch | null {
    const computed = worker.computes ? worker.assignments[0]?.next : null;
    for (const { batch, next } of worker.assignments) {
      for (let number = next; number < batchEnd(batch); number += 1) {
        if (number !== computed && !this.#duplicated.has(number))
          return sliceBatch(batch, number, number + 1);
      }
    }
    return null;
  }
}
