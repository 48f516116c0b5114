import { randomBytes } from 'node:crypto';
import type { NumberedEvent } from '../chief.ts';

/** An event on its way to readers: its type, and all of it as one line of JSON. */
export type ToldEvent = Omit<NumberedEvent, 'id'>;

const mostEvents = 1024;
const mostBytes = 1024 * 1024;
/** Most bytes of an event's JSON. Of a longer one readers learn only that it was left out. */
const longestEvent = 256 * 1024;

/**
 * The latest events of one job for any number of readers, in bounded memory: older ones are dropped, whether they were
 * read or not, and of progress only the latest is kept.
 */
export class EventRing {
  /**
   * Begins the ids of this ring's events, so that they differ from those of another ring, such as the one before a
   * restart.
   */
  readonly #epoch = randomBytes(6).toString('base64url');
  /** By number, ascending. */
  readonly #events = new Map<number, ToldEvent>();
  readonly #wake = new Set<() => void>();
  #bytes = 0;
  #last = 0;
  /** Everything of a higher number is kept, except superseded progress. */
  #dropped = 0;
  #progress = 0;
  #closed = false;

  push(event: ToldEvent): void {
    if (this.#closed) return;
    const told =
      event.json.length <= longestEvent
        ? event
        : warning(`an event of type ${event.type} was too long to be told`);
    this.#last += 1;
    if (told.type === 'progress') {
      this.#forget(this.#progress);
      this.#progress = this.#last;
    }
    this.#events.set(this.#last, told);
    this.#bytes += told.json.length;
    while (this.#events.size > mostEvents || this.#bytes > mostBytes) {
      const [oldest] = this.#events.keys();
      this.#dropped = oldest!;
      this.#forget(oldest!);
    }
    this.#wakeAll();
  }

  /** No more events will come: readers end when they have read what there is. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  /**
   * Events after the one named, until the ring is closed or the signal aborted. Where that one is not of this ring or
   * nothing after it is complete any more, `beginning` comes first, and then all that is kept.
   */
  async *read(
    after: string | null,
    beginning: () => readonly ToldEvent[],
    signal: AbortSignal,
  ): AsyncGenerator<NumberedEvent> {
    const known = this.#numberOf(after);
    let next = known ?? 1;
    if (next <= this.#dropped) {
      next = this.#dropped + 1;
      for (const event of beginning()) yield { ...event, id: this.#id(this.#dropped) };
    }
    while (!signal.aborted) {
      if (next <= this.#dropped) {
        next = this.#dropped + 1;
        const missed = warning('some events were left out: they came faster than they were read');
        yield { ...missed, id: this.#id(this.#dropped) };
      } else if (next <= this.#last) {
        const event = this.#events.get(next);
        if (event !== undefined) yield { ...event, id: this.#id(next) };
        next += 1;
      } else if (this.#closed) return;
      else await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wake.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wakeAll(): void {
    for (const wake of [...this.#wake]) wake();
  }

  #forget(number: number): void {
    this.#bytes -= this.#events.get(number)?.json.length ?? 0;
    this.#events.delete(number);
  }

  #id(number: number): string {
    return `${this.#epoch}.${number}`;
  }

  /** The number to go on with; null where `after` names no event of this ring. */
  #numberOf(after: string | null): number | null {
    const [epoch, digits = ''] = after?.split('.') ?? [];
    const number = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
    return epoch === this.#epoch && number <= this.#last ? number + 1 : null;
  }
}

function warning(message: string): ToldEvent {
  return { type: 'warning', json: JSON.stringify({ type: 'warning', message }) };
}
