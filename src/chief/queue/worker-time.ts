import { type Standing, usualStanding } from './shares.ts';

/** A running job, as far as what its account has had goes. */
export interface Spender {
  readonly account: string;
  readonly workers: number;
  readonly standing?: Standing;
}

/** So much more than whoever had least an account has at most, so that it does not wait for the others for ever. */
const mostAheadMs = 30 * 60_000;

/**
 * How much worker time each account has had, over its weight: who had least of it comes next where accounts are equal
 * otherwise, so that a long job costs its account as much as many short ones. An account that comes has had as much at
 * least as the one of those here that had least: nobody saves turns up (as in start-time fair queueing). Pure: it is
 * told the time.
 */
export class WorkerTime {
  readonly #had = new Map<string, number>();
  #here: ReadonlySet<string> = new Set();
  #lastMs: number | null = null;

  /** These ran since the last call, with so many workers. */
  charge(running: Iterable<Spender>, nowMs: number): void {
    const ms = this.#lastMs === null ? 0 : Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    if (ms === 0) return;
    for (const { account, workers, standing = usualStanding } of running)
      this.#had.set(account, this.of(account) + (workers * ms) / standing.weight);
  }

  /** Accounts that have jobs here now. Where nobody of before is among them, all begin anew. */
  keep(accounts: ReadonlySet<string>): void {
    const stayed = [...accounts].filter((name) => this.#here.has(name));
    if (stayed.length === 0) this.#had.clear();
    const least = stayed.length === 0 ? 0 : Math.min(...stayed.map((name) => this.of(name)));
    for (const name of accounts) {
      const had = this.#here.has(name) ? this.of(name) : Math.max(this.of(name), least);
      this.#had.set(name, Math.min(had, least + mostAheadMs));
    }
    // They would have as much if they came again.
    for (const [name, had] of this.#had) if (!accounts.has(name) && had <= least) this.#had.delete(name);
    this.#here = accounts;
  }

  /** In milliseconds of one worker, over the weight; only what is more or less counts. */
  of(account: string): number {
    return this.#had.get(account) ?? 0;
  }
}
