/** Consecutive results that wait for their turn to be merged. */
export interface Ready {
  readonly first: number;
  readonly count: number;
}

/**
 * Puts results into merge order: causal (1, 2, 3, … without the skipped) or, unordered, as they came.
 * Pure; everything offered is taken exactly once.
 */
export class MergeQueue<Entry extends Ready> {
  readonly #waiting = new Map<number, Entry>();
  readonly #skipped = new Set<number>();
  readonly #arrived: Entry[] = [];
  /** How many at the beginning of `arrived` are gone. */
  #taken = 0;
  #next: number;
  readonly #ordered: boolean;

  constructor(ordered: boolean, first = 1) {
    this.#ordered = ordered;

    this.#next = first;
  }

  /**
   * The merge frontier: number of the fragment whose result is to be taken next; unordered, how many were taken + 1.
   */
  get frontier(): number {
    return this.#next;
  }

  /** Results and skips that wait. */
  get length(): number {
    return this.#waiting.size + this.#skipped.size + this.#arrived.length - this.#taken;
  }

  offer(ready: Entry): void {
    if (this.#ordered) this.#waiting.set(ready.first, ready);
    else this.#arrived.push(ready);
  }

  /** There will be no result for this fragment; the ones after it need not wait. */
  skip(number: number): void {
    if (this.#ordered) this.#skipped.add(number);
    else this.#next += 1;
  }

  /** The next results in order, which stay, or null while they are not there. */
  peek(): Entry | null {
    while (this.#skipped.delete(this.#next)) this.#next += 1;
    return (this.#ordered ? this.#waiting.get(this.#next) : this.#arrived[this.#taken]) ?? null;
  }

  /** The next results in order, or null while they are not there. */
  take(): Entry | null {
    const ready = this.peek();
    if (ready === null) return null;
    if (this.#ordered) this.#waiting.delete(ready.first);
    else this.#dropArrived();
    this.#next += ready.count;
    return ready;
  }

  #dropArrived(): void {
    this.#taken += 1;
    if (this.#taken < 1024 && this.#taken < this.#arrived.length) return;
    this.#arrived.splice(0, this.#taken);
    this.#taken = 0;
  }
}
