/** What an account wants at a moment, and has. */
export interface Claim {
  readonly account: string;
  readonly weight: number;
  /** Workers that its jobs could use. */
  readonly wanted: number;
  /** Workers that its jobs have. */
  readonly has: number;
}

/**
 * What each account is due of so many slots, in workers, in parts of one too: all get the same by weight, but for those
 * that want less, whose rest is the others'.
 */
export function dueOf(claims: readonly Claim[], slots: number): ReadonlyMap<string, number> {
  const due = new Map<string, number>();
  let open = claims.filter(({ wanted }) => wanted > 0);
  let left = slots;
  while (open.length > 0) {
    const each = left / open.reduce((sum, { weight }) => sum + weight, 0);
    const content = open.filter(({ wanted, weight }) => wanted <= each * weight);
    const served = content.length > 0 ? content : open;
    for (const { account, wanted, weight } of served) {
      const part = Math.min(wanted, each * weight);
      due.set(account, part);
      left -= part;
    }
    open = open.filter((claim) => !served.includes(claim));
  }
  return due;
}

/** Adds up, for each account, the worker time that it had and that it was due, in seconds. */
export class SharesOverTime {
  readonly had = new Map<string, number>();
  readonly due = new Map<string, number>();
  /** Worker time of all that was there to be had and wanted. */
  offered = 0;

  add(claims: readonly Claim[], slots: number, seconds: number): void {
    for (const [account, part] of dueOf(claims, slots)) {
      this.due.set(account, (this.due.get(account) ?? 0) + part * seconds);
      this.offered += part * seconds;
    }
    for (const { account, has } of claims)
      this.had.set(account, (this.had.get(account) ?? 0) + has * seconds);
  }

  /** What an account had over what it was due; NaN where it was due nothing. */
  ratio(account: string): number {
    return (this.had.get(account) ?? 0) / (this.due.get(account) ?? 0);
  }
}
