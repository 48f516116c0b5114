import type { Batch } from '../bridge/batch.ts';
import { type CachedBatch, isCached, type ResultsCache } from './results-cache.ts';

/** Results kept in memory until they are merged, in bytes; beyond it they wait on disk. */
const hotBytes = 64 * 1024 * 1024;
/** More than this unwritten holds the workers back, in bytes. */
const mostBacklogBytes = 64 * 1024 * 1024;

/**
 * Where results wait between worker and merger: in memory while there is room, else on disk. A durable shelf puts
 * every result on disk as well and keeps it there, so that a merger can be fed again from the first.
 */
export class ResultsShelf {
  private hot = 0;

  constructor(
    private readonly cache: ResultsCache,
    readonly durable: boolean,
  ) {}

  /** Bytes on disk. */
  get bytes(): number {
    return this.cache.bytes;
  }

  get congested(): boolean {
    return this.cache.backlogBytes > mostBacklogBytes;
  }

  /**
   * Takes results in. `results` is what to keep for {@link fetch}; `cached` resolves with the place on disk once they
   * are written, or with null where they need not be. It rejects with the system's error.
   */
  put(batch: Batch): { readonly results: Batch | CachedBatch; readonly cached: Promise<CachedBatch> | null } {
    const fits = this.hot + batch.payload.length <= hotBytes;
    if (fits) this.hot += batch.payload.length;
    if (fits && !this.durable) return { results: batch, cached: null };
    const { cached, written } = this.cache.append(batch);
    return { results: fits ? batch : cached, cached: written.then(() => cached) };
  }

  /** The results themselves; from disk they come later and may be found damaged (DamagedRecordError). */
  fetch(results: Batch | CachedBatch): Batch | Promise<Batch> {
    return isCached(results) ? this.cache.read(results) : results;
  }

  /** Nobody needs these in memory any more. */
  release(results: Batch | CachedBatch): void {
    if (!isCached(results)) this.hot -= results.payload.length;
  }

  close(): Promise<void> {
    return this.cache.close();
  }
}
