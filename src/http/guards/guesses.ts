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

  constructor(rate: Rate, nowMs: () => number) {
    this.#tries = new TokenBuckets(rate, nowMs, mostAddresses);
  }

  /**
   * Has `verify` look at a token, unless the address has nothing left to try: then the seconds until it has. What is
   * good costs the address nothing.
   */
  async judge<Verified extends { readonly kind: string }>(
    peer: string,
    token: string,
    verify: () => Promise<Verified>,
  ): Promise<Verified | { readonly kind: 'slowed'; readonly waitSeconds: number }> {
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.#known.has(digest);
    // Taken before it is known to be wrong: any number may be looked at at once.
    const waitSeconds = known ? 0 : this.#tries.take(peer);
    if (waitSeconds > 0) return { kind: 'slowed', waitSeconds };
    const verified = await verify();
    this.#known.delete(digest);
    if (verified.kind !== 'valid') return verified;
    if (!known) this.#tries.giveBack(peer);
    this.#known.add(digest);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    return verified;
  }
}
