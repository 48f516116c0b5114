import { type Batch, batchEnd, sliceBatch } from '../../bridge/batch.ts';
import type { Sizes } from '../../bridge/sizes.ts';

/** First in, first out, of fragments or results that came in batches and leave in others. */
export class BatchQueue {
  readonly #batches: Batch[] = [];
  #head = 0;
  #queued = 0;
  #queuedBytes = 0;

  /** Fragments in the queue. */
  get length(): number {
    return this.#queued;
  }

  /** Bytes of their payload. */
  get bytes(): number {
    return this.#queuedBytes;
  }

  push(batch: Batch): void {
    this.#batches.push(batch);
    this.#queued += batch.sizes.length;
    this.#queuedBytes += batch.payload.length;
  }

  /** Puts a batch back in front. */
  unshift(batch: Batch): void {
    if (this.#head > 0) {
      this.#head -= 1;
      this.#batches[this.#head] = batch;
    } else this.#batches.unshift(batch);
    this.#queued += batch.sizes.length;
    this.#queuedBytes += batch.payload.length;
  }

  /** At most `maxCount` consecutive fragments and, beyond the first of them, `maxBytes`. Undefined when empty. */
  take(maxCount: number, maxBytes: number): Batch | undefined {
    const batch = this.#batches[this.#head];
    if (batch === undefined) return undefined;
    const { sizes, payload } = batch;
    const most = Math.min(maxCount, sizes.length);
    const count = payload.length <= maxBytes ? most : countWithin(sizes, most, maxBytes);
    const taken = sliceBatch(batch, batch.first, batch.first + count);
    this.#queued -= count;
    this.#queuedBytes -= taken.payload.length;
    if (count < sizes.length) {
      this.#batches[this.#head] = sliceBatch(batch, batch.first + count, batchEnd(batch));
    } else this.#drop();
    return taken;
  }

  #drop(): void {
    delete this.#batches[this.#head];
    this.#head += 1;
    if (this.#head === this.#batches.length) {
      this.#batches.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#batches.length) {
      this.#batches.splice(0, this.#head);
      this.#head = 0;
    }
  }
}

/** How many of the first `most` sizes have together at most `maxBytes`; at least one. */
function countWithin(sizes: Sizes, most: number, maxBytes: number): number {
  let count = 1;
  for (let bytes = sizes[0]!; count < most; count += 1) {
    bytes += sizes[count]!;
    if (bytes > maxBytes) break;
  }
  return count;
}
