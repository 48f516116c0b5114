/**
 * What waits, by account. Accounts take turns, each with its oldest entry, so that however many entries one of them
 * has, another's next waits for at most one of every other account.
 */
export class FairQueue<Entry> {
  /** The account whose turn is next is the first; none is without entries. */
  readonly #waiting = new Map<string, Entry[]>();

  add(account: string, entry: Entry): void {
    const own = this.#waiting.get(account);
    if (own === undefined) this.#waiting.set(account, [entry]);
    else own.push(entry);
  }

  /**
   * Takes the entry whose turn it is, of an account that `mayGo` lets; undefined where there is none. Its account comes
   * after all others then.
   */
  take(mayGo: (account: string) => boolean = () => true): Entry | undefined {
    for (const [account, own] of this.#waiting) {
      if (!mayGo(account)) continue;
      const entry = own.shift()!;
      this.#waiting.delete(account);
      if (own.length > 0) this.#waiting.set(account, own);
      return entry;
    }
    return undefined;
  }
}
