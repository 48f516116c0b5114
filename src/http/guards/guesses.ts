import { createHash } from 'node:crypto';
import { type Rate, TokenBuckets } from './token-bucket.ts';

/** So many tokens that are none may come from an address at once, and so many a second after that. */
export const defaultGuesses: Rate = { perSecond: 1, burst: 20 };

/** How many addresses, and tokens that were good, are remembered: those that were seen last. */
const mostAddresses = 10_000;
const mostKnown = 10_000;

/**
 * Slows down addresses that present tokens which are none: each such token takes from what the address may try. A token
 * that was good before is never slowed, so that those who share an address with somebody who guesses can go on.
 */
export class Guesses {
  readonly #tries: TokenBuckets;
  /** Digests of tokens: what is kept is no secret. */
  readonly #known = new Set<string>();
  /** Of addresses whose tokens are being looked at: how many are, and who wants to hear when one was. */
  readonly #underway = new Map<string, { count: number; waiting: (() => void)[] }>();

  constructor(rate: Rate, nowMs: () => number) {
    this.#tries = new TokenBuckets(rate, nowMs, mostAddresses);
  }

  /**
   * Has `verify` look at a token, unless the address has nothing left to try: then the seconds until it has. What is
   * good costs the address nothing, and what is being looked at may be: the answer waits for that.
   */
  async judge<Verified extends { readonly kind: string }>(
    peer: string,
    token: string,
    verify: () => Promise<Verified>,
  ): Promise<Verified | { readonly kind: 'slowed'; readonly waitSeconds: number }> {
    const digest = createHash('sha256').update(token).digest('base64');
    const tried = await this.#try(peer, digest);
    if (tried.kind === 'slowed') return tried;
    try {
      const verified = await verify();
      this.#known.delete(digest);
      if (verified.kind !== 'valid') return verified;
      if (tried.kind === 'taken') this.#tries.giveBack(peer);
      this.#known.add(digest);
      const [oldest] = this.#known;
      if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
      return verified;
    } finally {
      if (tried.kind === 'taken') this.#judged(peer);
    }
  }

  /** Taken before it is known to be wrong: any number may be looked at at once. */
  async #try(peer: string, digest: string) {
    for (;;) {
      if (this.#known.has(digest)) return { kind: 'known' as const };
      const waitSeconds = this.#tries.take(peer);
      const underway = this.#underway.get(peer);
      if (waitSeconds === 0) {
        if (underway === undefined) this.#underway.set(peer, { count: 1, waiting: [] });
        else underway.count += 1;
        return { kind: 'taken' as const };
      }
      if (underway === undefined) return { kind: 'slowed' as const, waitSeconds };
      await new Promise<void>((resolve) => underway.waiting.push(resolve));
    }
  }

  #judged(peer: string): void {
    const underway = this.#underway.get(peer)!;
    underway.count -= 1;
    if (underway.count === 0) this.#underway.delete(peer);
    for (const resolve of underway.waiting.splice(0)) resolve();
  }
}
