import { type Payload, slicePayload } from './payload.ts';

/**
 * Consecutive fragments or results: numbers `first`, `first + 1`, … with `sizes` bytes each, one after the other in
 * `payload`. The unit in which everything moves through the chief; there is no object per fragment.
 */
export interface Batch {
  readonly first: number;
  readonly sizes: readonly number[];
  /** Exactly the sum of `sizes` bytes. */
  readonly payload: Payload;
  /** CRC-32 of the payload as its container gave it; only where the payload is in a segment. */
  readonly crc?: number;
}

/** A batch whose bytes are in memory. */
export interface LoadedBatch extends Batch {
  readonly payload: Buffer;
}

/** Number of the first fragment after the batch. */
export function batchEnd(batch: Batch): number {
  return batch.first + batch.sizes.length;
}

/** Fragments `from` to `to` (exclusive) of a batch, sharing its payload. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const start = from - batch.first;
  const end = to - batch.first;
  if (start === 0 && end === batch.sizes.length) return batch;
  const sizes = batch.sizes.slice(start, end);
  const offset = sum(batch.sizes, 0, start);
  return {
    first: from,
    sizes,
    payload: slicePayload(batch.payload, offset, offset + sum(sizes, 0, sizes.length)),
  };
}

export function sum(sizes: readonly number[], start: number, end: number): number {
  let total = 0;
  for (let index = start; index < end; index += 1) total += sizes[index]!;
  return total;
}
