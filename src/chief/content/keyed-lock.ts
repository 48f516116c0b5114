/** Lets one at a time in for each key, in the order of asking. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `body` once everybody who asked for the same key before is done, and returns what it returns. */
  async hold<Result>(key: string, body: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const mine = (before ?? Promise.resolve()).then(body, body);
    const settled = mine.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
