import type { JobEvent } from '../model/job-event.ts';

/** Told of one job in one turn of the event loop: some milliseconds' work for those who listen. */
const mostPerTurn = 128;

/**
 * Tells events in the order in which they came: at once, unless they come faster than may be told in one turn of the
 * event loop, so that what user code prints holds nothing else up. What waits is bounded by what a log may have.
 */
export class PacedEvents {
  /** The first `passed` of them are over. */
  readonly #waiting: Iterator<JobEvent>[] = [];
  #passed = 0;
  #left = mostPerTurn;
  #turn: NodeJS.Immediate | null = null;
  #telling = false;
  readonly #onTold: (() => void)[] = [];

  readonly #tell: (event: JobEvent) => void;

  constructor(tell: (event: JobEvent) => void) {
    this.#tell = tell;
  }

  emit(event: JobEvent): void {
    this.emitEach([event]);
  }

  /** Takes each event only when it is told, so that making them is paced as well. */
  emitEach(events: Iterable<JobEvent>): void {
    this.#waiting.push(events[Symbol.iterator]());
    this.#tellSome();
  }

  /** Resolves when nothing waits. */
  async told(): Promise<void> {
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => this.#onTold.push(resolve));
  }

  #tellSome(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#turn ??= setImmediate(() => this.#nextTurn());
    try {
      while (this.#left > 0 && this.#passed < this.#waiting.length) {
        const next = this.#waiting[this.#passed]!.next();
        if (next.done === true) this.#passed += 1;
        else {
          this.#left -= 1;
          this.#tell(next.value);
        }
      }
    } finally {
      this.#telling = false;
    }
    if (this.#passed < this.#waiting.length) return;
    this.#waiting.length = 0;
    this.#passed = 0;
    for (const resolve of this.#onTold.splice(0)) resolve();
  }

  #nextTurn(): void {
    this.#turn = null;
    this.#left = mostPerTurn;
    if (this.#waiting.length > 0) this.#tellSome();
  }
}
