export interface Rate {
  readonly perSecond: number;
  /** Most requests at once after a pause. */
  readonly burst: number;
}

/** Lets each of several askers have a burst of requests and after that a steady rate of them. */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  /** `nowMs` is monotonic. */
  constructor(rate: Rate, nowMs: () => number) {
    this.#rate = rate;
    this.#nowMs = nowMs;
  }

  /** Takes one request from an asker's bucket: 0, or where it is empty the seconds until there is one in it. */
  take(asker: string): number {
    const { perSecond, burst } = this.#rate;
    const nowMs = this.#nowMs();
    const bucket = this.#buckets.get(asker) ?? { tokens: burst, atMs: nowMs };
    this.#buckets.set(asker, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
    bucket.tokens -= 1;
    return 0;
  }
}
