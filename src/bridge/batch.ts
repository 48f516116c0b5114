/**
 * Consecutive fragments or results: numbers `first`, `first + 1`, … with `sizes` bytes each, one after the other in
 * `payload`. The unit in which everything moves through the chief; there is no object per fragment.
 */
export interface Batch {
  readonly first: number;
  readonly sizes: readonly number[];
  /** Exactly the sum of `sizes` bytes. */
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
    payload: batch.payload.subarray(offset, offset + sum(sizes, 0, sizes.length)),
  };
}

/** The bytes of one fragment or result of a batch. */
export function payloadOf(batch: Batch, number: number): Buffer {
  return sliceBatch(batch, number, number + 1).payload;
}

export function sum(sizes: readonly number[], start: number, end: number): number {
  let total = 0;
  for (let index = start; index < end; index += 1) total += sizes[index]!;
  return total;
}
