import { orAborted } from './keyed-turns.ts';

/**
 * Work that several want at the same time and that is done once. It goes on as long as one of them waits for it, and is
 * aborted when the last has given up.
 */
export class SharedWork<Result> {
  readonly #underway = new Map<string, Underway<Result>>();

  /** Joins the work of that key, or begins it. Rejects with the signal's reason when that is aborted. */
  async do(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const underway = this.#underway.get(key) ?? this.#begin(key, work);
    underway.waiting += 1;
    try {
      return await orAborted(underway.result, signal);
    } finally {
      underway.waiting -= 1;
      if (underway.waiting === 0) {
        this.#forget(key, underway);
        underway.stopping.abort(new Error('nobody waits for it any more'));
        // What it made is taken away before the last one who wanted it goes on.
        await underway.result.catch(() => {});
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Underway<Result> {
    const stopping = new AbortController();
    const underway: Underway<Result> = { result: work(stopping.signal), stopping, waiting: 0 };
    this.#underway.set(key, underway);
    const done = () => this.#forget(key, underway);
    underway.result.then(done, done);
    return underway;
  }

  #forget(key: string, underway: Underway<Result>): void {
    if (this.#underway.get(key) === underway) this.#underway.delete(key);
  }
}

interface Underway<Result> {
  readonly result: Promise<Result>;
  readonly stopping: AbortController;
  waiting: number;
}
