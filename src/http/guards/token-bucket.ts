export interface Rate {
  readonly perSecond: number;
  /** Most requests at once after a pause. */
  readonly burst: number;
}

/** Lets each of several askers have a burst of requests and after that a steady rate of them. */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #nowMs: () => number;
  readonly #most: number;
  /** In the order in which they were last asked. */
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  /** `nowMs` is monotonic. Of more than `most` askers the one that asked longest ago is forgotten. */
  constructor(rate: Rate, nowMs: () => number, most = Number.POSITIVE_INFINITY) {
    this.#rate = rate;
    this.#nowMs = nowMs;
    this.#most = most;
  }

  /** How many askers are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Takes one request from an asker's bucket: 0, or where it is empty the seconds until there is one in it. `own` is
   * the asker's where it has another rate than all.
   */
  take(asker: string, own: Partial<Rate> = {}): number {
    const { perSecond, burst } = { ...this.#rate, ...own };
    const nowMs = this.#nowMs();
    const bucket = this.#buckets.get(asker) ?? { tokens: burst, atMs: nowMs };
    this.#remember(asker, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
    bucket.tokens -= 1;
    return 0;
  }

  /** Whole requests that an asker may make at once now, and in how many seconds it may make as many as ever. */
  left(
    asker: string,
    own: Partial<Rate> = {},
  ): { readonly requests: number; readonly fullInSeconds: number } {
    const { perSecond, burst } = { ...this.#rate, ...own };
    const tokens = this.#buckets.get(asker)?.tokens ?? burst;
    return { requests: Math.floor(tokens), fullInSeconds: (burst - tokens) / perSecond };
  }

  /** Puts back what was taken for nothing. */
  giveBack(asker: string): void {
    const bucket = this.#buckets.get(asker);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + 1);
  }

  #remember(asker: string, bucket: { tokens: number; atMs: number }): void {
    this.#buckets.delete(asker);
    this.#buckets.set(asker, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > this.#most && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
