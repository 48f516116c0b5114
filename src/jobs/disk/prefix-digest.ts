import { createHash } from 'node:crypto';
import { type Batch, sliceBatch } from '../../bridge/batch.ts';
import { isInSegment, type SegmentRange } from '../../bridge/payload.ts';
import { combineCrc, continueCrc } from './checksum.ts';

/** What an earlier splitter of this job yielded. */
export interface Yielded {
  readonly count: number;
  readonly bytes: number;
  /** {@link PrefixDigest} over them. */
  readonly digest: string;
}

/**
 * Digest of everything the splitter has yielded so far: where each fragment ends (SHA-256) and the bytes (CRC-32, which
 * can be put together from parts that the chief has not seen itself). Independent of how the fragments were batched,
 * so two runs of one splitter can be compared at any fragment. It finds accidents; nobody gains by forging it.
 */
export class PrefixDigest {
  readonly #sizes = createHash('sha256');
  #crc = 0;
  #fragments = 0;
  readonly #crcOf: (range: SegmentRange) => number;

  /** `crcOf` reads a part of a batch that is in a segment. */
  constructor(crcOf: (range: SegmentRange) => number) {
    this.#crcOf = crcOf;
  }

  /** Fragments taken in so far. */
  get count(): number {
    return this.#fragments;
  }

  update(batch: Batch): void {
    const { payload, sizes } = batch;
    this.#crc = isInSegment(payload)
      ? combineCrc(this.#crc, batch.crc ?? this.#crcOf(payload), payload.length)
      : continueCrc(this.#crc, payload);
    this.#sizes.update(sizes);
    this.#fragments += sizes.length;
  }

  /** Takes in a batch and returns the digest as it was after fragment `at`, which must be in the batch. */
  updateThrough(batch: Batch, at: number): string {
    this.update(sliceBatch(batch, batch.first, at + 1));
    const digest = this.value();
    const end = batch.first + batch.sizes.length;
    if (at + 1 < end) this.update(sliceBatch(batch, at + 1, end));
    return digest;
  }

  /** The digest so far, as text. */
  value(): string {
    return `${this.#sizes.copy().digest('hex')}-${this.#crc.toString(16).padStart(8, '0')}`;
  }
}
