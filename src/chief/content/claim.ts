/** Why no more space is given to an upload. */
export type ClaimRefusal = 'over-quota' | 'disk-full';

/**
 * Asks for space before it is used: that an upload may take `totalBytes` in all, what it had before included. Null
 * where it may.
 */
export type Claim = (totalBytes: number) => Promise<ClaimRefusal | null>;

/** An upload asks for this much more at a time, in bytes. */
const stepBytes = 4 * 1024 * 1024;

/** Asks in steps, so that a stream of small chunks costs few questions; `most` is the largest total that can come. */
export class SteppedClaim {
  #granted = 0;
  readonly #claim: Claim;
  readonly #mostBytes: number;

  constructor(claim: Claim, mostBytes: number) {
    this.#claim = claim;
    this.#mostBytes = mostBytes;
  }

  /** As {@link Claim}. */
  async atLeast(totalBytes: number): Promise<ClaimRefusal | null> {
    if (totalBytes <= this.#granted) return null;
    const wanted = Math.max(totalBytes, Math.min(totalBytes + stepBytes, this.#mostBytes));
    // Near the quota a whole step may be too much where what is needed is not.
    let granted = wanted;
    let refusal = await this.#claim(wanted);
    if (refusal !== null && wanted > totalBytes) {
      granted = totalBytes;
      refusal = await this.#claim(totalBytes);
    }
    if (refusal === null) this.#granted = granted;
    return refusal;
  }
}
