import { createHash } from 'node:crypto';
import { type Batch, sliceBatch } from '../bridge/batch.ts';

/**
 * Digest of everything the splitter has yielded so far: the fragments' bytes and where each ends. Independent of how
 * the fragments were batched, so two runs of one splitter can be compared at any fragment.
 */
export class PrefixDigest {
  private readonly payload = createHash('sha256');
  private readonly sizes = createHash('sha256');
  private fragments = 0;

  /** Fragments taken in so far. */
  get count(): number {
    return this.fragments;
  }

  update(batch: Batch): void {
    this.payload.update(batch.payload);
    this.sizes.update(Uint32Array.from(batch.sizes));
    this.fragments += batch.sizes.length;
  }

  /** Takes in a batch and returns the digest as it was after fragment `at`, which must be in the batch. */
  updateThrough(batch: Batch, at: number): string {
    this.update(sliceBatch(batch, batch.first, at + 1));
    const digest = this.value();
    const end = batch.first + batch.sizes.length;
    if (at + 1 < end) this.update(sliceBatch(batch, at + 1, end));
    return digest;
  }

  /** The digest so far, in hexadecimal. */
  value(): string {
    return createHash('sha256')
      .update(this.payload.copy().digest())
      .update(this.sizes.copy().digest())
      .digest('hex');
  }
}
