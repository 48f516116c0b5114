import type { Batch } from '../../bridge/batch.ts';
import { isInSegment, type SegmentRange } from '../../bridge/payload.ts';
import { decodeSizes, encodeSizes } from '../../bridge/sizes.ts';
import { type CachedBatch, isCached, type ResultsCache } from './results-cache.ts';

/** Results kept in memory until they are merged, in bytes; beyond it they wait on disk. */
const hotBytes = 64 * 1024 * 1024;
/** More than this unwritten holds the workers back, in bytes. */
const mostBacklogBytes = 64 * 1024 * 1024;

/** Results that are on disk in the segment that their worker wrote. */
export interface KeptSegment {
  readonly first: number;
  readonly count: number;
  /** As the bridge writes them: there is one of these for every batch of a job. */
  readonly sizes: string;
  readonly payload: SegmentRange;
  readonly crc: number;
}

/** Results that are on disk. */
export type KeptBatch = CachedBatch | KeptSegment;

type Kept = KeptBatch | Promise<KeptBatch> | null;

export function isPacked(results: Batch | KeptSegment): results is KeptSegment {
  return typeof results.sizes === 'string';
}

/** What {@link KeptSegment} tells of, as a batch. */
export function unpacked({ first, sizes, payload, crc }: KeptSegment): Batch {
  return { first, sizes: decodeSizes(sizes)!, payload, crc };
}

/**
 * Where results wait between worker and merger: in the segment they were written to, or in memory while there is room,
 * else in the chief's cache on disk. A durable keptResults has every result on disk, one way or the other, and keeps it
 * there, so that a merger can be fed again from the first.
 */
export class KeptResults {
  #hot = 0;
  #inSegments = 0;
  readonly #cache: ResultsCache;
  readonly #crcOf: (range: SegmentRange) => number;

  constructor(
    cache: ResultsCache,
    readonly durable: boolean,
    crcOf: (range: SegmentRange) => number,
  ) {
    this.#cache = cache;
    this.#crcOf = crcOf;
  }

  /** Bytes in the chief's cache. */
  get bytes(): number {
    return this.#cache.bytes;
  }

  /** Bytes of results that are kept in segments, as workers and the journal tell: those files have no less. */
  get segmentBytes(): number {
    return this.#inSegments;
  }

  get congested(): boolean {
    return this.#cache.backlogBytes > mostBacklogBytes;
  }

  /**
   * Takes results in. `results` is what to keep for {@link fetch}; `kept` is their place on disk, a promise where they
   * are on their way there, which rejects with the system's error, or null where they need not be there.
   */
  put(batch: Batch): { readonly results: Batch | CachedBatch; readonly kept: Kept } {
    const { payload } = batch;
    if (isInSegment(payload)) {
      if (!this.durable) return { results: batch, kept: null };
      this.#inSegments += payload.length;
      const { first, sizes, crc = this.#crcOf(payload) } = batch;
      return {
        results: batch,
        kept: { first, count: sizes.length, sizes: encodeSizes(sizes), payload, crc },
      };
    }
    const loaded = { ...batch, payload };
    const fits = this.#hot + loaded.payload.length <= hotBytes;
    if (fits) this.#hot += loaded.payload.length;
    if (fits && !this.durable) return { results: loaded, kept: null };
    const { cached, written } = this.#cache.append(loaded);
    return { results: fits ? loaded : cached, kept: written.then(() => cached) };
  }

  /** Counts results that an earlier run has kept. */
  restored(kept: KeptBatch): void {
    if (!isCached(kept)) this.#inSegments += kept.payload.length;
  }

  /** Results of consecutive numbers, from the cache; they may be found damaged (DamagedRecordError). */
  fetch(results: readonly CachedBatch[]): Promise<Batch> {
    return this.#cache.read(results);
  }

  /** Nobody needs these in memory any more. */
  release(results: Batch | KeptBatch): void {
    if (!isCached(results) && !isInSegment(results.payload)) this.#hot -= results.payload.length;
  }

  /** Hurries what waits to be written; each `kept` tells when it is. */
  flush(): Promise<void> {
    return this.#cache.flush();
  }

  close(): Promise<void> {
    return this.#cache.close();
  }
}
