export interface OpenBounds {
  /** Most that one account may have open at the same time. */
  readonly perAccount: number;
  /** Most of all accounts together; a quarter more may come from accounts that have none. */
  readonly inAll: number;
}

/** Why one more may not be opened: its account has as many as it may, or all accounts together have. */
export type Fullness = 'account' | 'all';

/** Counts what accounts have open of something that all of them share. Pure. */
export class OpenRequests {
  readonly #bounds: OpenBounds;
  readonly #ofAccount = new Map<string, number>();
  #inAll = 0;

  constructor(bounds: OpenBounds) {
    this.#bounds = bounds;
  }

  /** How many an account has open. */
  of(account: string): number {
    return this.#ofAccount.get(account) ?? 0;
  }

  /** Counts one more, unless there are too many: then why. */
  open(account: string): Fullness | null {
    const { perAccount, inAll } = this.#bounds;
    const own = this.of(account);
    if (own >= perAccount) return 'account';
    const room = inAll + (own === 0 ? Math.ceil(inAll / 4) : 0);
    if (this.#inAll >= room) return 'all';
    this.#change(account, 1);
    return null;
  }

  close(account: string): void {
    this.#change(account, -1);
  }

  #change(account: string, by: number): void {
    const own = this.of(account) + by;
    if (own === 0) this.#ofAccount.delete(account);
    else this.#ofAccount.set(account, own);
    this.#inAll += by;
  }
}
