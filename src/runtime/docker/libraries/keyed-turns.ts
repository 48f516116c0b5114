/** Lets those who want the same thing go one after the other. */
export class KeyedTurns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Does the work when the others of that key are done. Rejects with the signal's reason when that is aborted before.
   */
  async take<Result>(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    let finish = () => {};
    const mine = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const last = before.then(() => mine);
    this.#last.set(key, last);
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      finish();
      if (this.#last.get(key) === last) this.#last.delete(key);
    }
  }
}

/** Waits, but no longer than until the signal is aborted, whose reason it then throws. */
export async function orAborted<Result>(waited: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([waited, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
