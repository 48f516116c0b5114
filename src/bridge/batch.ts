import { isInSegment, type Payload, slicePayload } from './payload.ts';
import { partOf, type Sizes, sum } from './sizes.ts';

/**
 * Consecutive fragments or results: numbers `first`, `first + 1`, … with `sizes` bytes each, one after the other in
 * `payload`. The unit in which everything moves through the chief; there is no object per fragment.
 */
export interface Batch {
  readonly first: number;
  readonly sizes: Sizes;
  /** Exactly the sum of `sizes` bytes. */
  readonly payload: Payload;
  /** CRC-32 of the payload as its container gave it; only where the payload is in a segment. */
  readonly crc?: number;
  /** Of results: CRC-32 of the fragment that each was made of, begun with its size; only where it was asked for. */
  readonly fragmentCrcs?: Uint32Array;
}

/** A batch whose bytes are in memory. */
export interface LoadedBatch extends Batch {
  readonly payload: Buffer;
}

export function isLoaded(batch: Batch): batch is LoadedBatch {
  return !isInSegment(batch.payload);
}

/** Batches of consecutive numbers as one; at least one. */
export function joinBatches(batches: readonly LoadedBatch[]): LoadedBatch {
  const [first] = batches;
  if (first !== undefined && batches.length === 1) return first;
  const sizes = new Uint32Array(batches.reduce((total, batch) => total + batch.sizes.length, 0));
  let at = 0;
  for (const batch of batches) {
    sizes.set(batch.sizes, at);
    at += batch.sizes.length;
  }
  return { first: first!.first, sizes, payload: Buffer.concat(batches.map(({ payload }) => payload)) };
}

/** Number of the first fragment after the batch. */
export function batchEnd(batch: Batch): number {
  return batch.first + batch.sizes.length;
}

/** Fragments or results `from` to `to` (exclusive) of a batch, sharing its sizes and its payload. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const start = from - batch.first;
  const end = to - batch.first;
  if (start === 0 && end === batch.sizes.length) return batch;
  const sizes = partOf(batch.sizes, start, end);
  const offset = sum(batch.sizes, 0, start);
  const fragmentCrcs = batch.fragmentCrcs?.subarray(start, end);
  return {
    first: from,
    sizes,
    payload: slicePayload(batch.payload, offset, offset + sum(sizes, 0, sizes.length)),
    ...(fragmentCrcs === undefined ? {} : { fragmentCrcs }),
  };
}
