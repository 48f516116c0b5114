import type { JobProgress } from '../model/job-event.ts';
import type { KeptBatch } from './disk/kept-results.ts';
import type { Restored } from './disk/restore.ts';
import { isCached } from './disk/results-cache.ts';
import type { Totals } from './job-hub.ts';

/** Bytes that the size of a result takes in the cache, before its payload. */
const sizeBytes = 4;

/** The totals of a job that has done nothing yet. */
export function noTotals(): Totals {
  return {
    fragments: 0,
    results: 0,
    merged: 0,
    failed: 0,
    skipped: 0,
    retried: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
}

/** The totals of a job that goes on: what is kept of its earlier runs. Everything is merged anew. */
export function restoredTotals({ yielded, results, skipped }: Restored): Totals {
  return {
    ...noTotals(),
    fragments: yielded?.count ?? 0,
    bytesIn: yielded?.bytes ?? 0,
    results: results.reduce((total, { count }) => total + count, 0),
    bytesOut: results.reduce((total, kept) => total + resultBytes(kept), 0),
    failed: skipped.length,
    skipped: skipped.length,
  };
}

/** Counts results that an earlier run has kept. */
export function addKept(totals: Totals, kept: KeptBatch): void {
  totals.results += kept.count;
  totals.bytesOut += resultBytes(kept);
}

/** Totals as progress and report tell them. */
export function summed({ bytesIn, bytesOut, ...counts }: Totals): Pick<JobProgress, 'counts' | 'bytes'> {
  return { counts, bytes: { in: bytesIn, out: bytesOut } };
}

function resultBytes(kept: KeptBatch): number {
  return isCached(kept) ? kept.length - sizeBytes * kept.count : kept.payload.length;
}

/** Bytes of results that have come, and of those that were merged, as far as the mean tells. */
export function doneBytes({ bytesOut, results, merged }: Totals): number {
  return results === 0 ? 0 : bytesOut * (1 + merged / results);
}
