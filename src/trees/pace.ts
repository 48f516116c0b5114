import { setImmediate } from 'node:timers/promises';

/** How long one piece of work keeps its thread before others have their turn, in milliseconds. */
const turnMs = 5;

/** Divides long work into turns, between which whoever shares the thread goes on and the work can be stopped. */
export class Pace {
  #until = performance.now() + turnMs;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether the turn is over; asking costs next to nothing. */
  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** Lets others go on. Throws the signal's reason where the work is not wanted any more. */
  async rest(): Promise<void> {
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#until = performance.now() + turnMs;
  }
}
