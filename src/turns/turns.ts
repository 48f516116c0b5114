import { type Asker, FairTurns, type TurnBounds } from './fair-turns.ts';

interface Waiting extends Asker {
  readonly begin: () => void;
}

/** Lets only so much be done at once, in turns that are fair by account ({@link FairTurns}). */
export class Turns {
  readonly #turns: FairTurns<Waiting>;

  constructor(bounds: TurnBounds) {
    this.#turns = new FairTurns(bounds);
  }

  /** Does `work` when it is the asker's turn. Rejects with the signal's reason when it is aborted before. */
  async take<T>(by: Asker['by'], signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(by, signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Resolves when the turn has come, with what ends it; to call that twice is fine. */
  enter(by: Asker['by'], signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        this.#turns.leave(waiting);
        this.#next();
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        resolve(leave);
      };
      const waiting: Waiting = { by, begin };
      signal.addEventListener('abort', giveUp);
      this.#turns.ask(waiting);
      this.#next();
    });
  }

  #next(): void {
    for (let next = this.#turns.next(); next !== null; next = this.#turns.next()) next.begin();
  }
}
