import type { Batch, LoadedBatch } from '../bridge/batch.ts';
import { isInSegment, type Payload } from '../bridge/payload.ts';
import { fullDiskOrOurs } from './disk/disk-failure.ts';
import { type KeptResults, unpacked } from './disk/kept-results.ts';
import type { Compared } from './disk/restore.ts';
import { isCached } from './disk/results-cache.ts';
import type { SegmentFiles } from './disk/segment-files.ts';
import type { JobHub } from './job-hub.ts';
import { ComparedResults } from './merge/compared-results.ts';
import type { MergeStage } from './merge/merge-stage.ts';
import type { Window } from './split/window.ts';
import { addKept } from './totals.ts';

export interface CompareKeptParts {
  readonly hub: JobHub;
  readonly window: Pick<Window, 'leave'>;
  readonly merge: Pick<MergeStage, 'offer' | 'restore' | 'skip'>;
  readonly keptResults: KeptResults;
  readonly segments: SegmentFiles;
  /** Takes fragments that are to be processed. */
  readonly deliver: (fragments: Batch) => void;
  /** Removes what is kept of a fragment that is tried again. */
  readonly dropBundle: (fragment: number) => Promise<void>;
}

/** Compares what a running job has kept with what its splitter yields now; null where nothing need be compared. */
export function compareKept(compared: Compared, parts: CompareKeptParts): ComparedResults | null {
  if (compared.results.length === 0 && compared.skipped.size === 0) return null;
  const { hub, window, merge, keptResults, segments, deliver, dropBundle } = parts;
  const { totals } = hub;
  const bytesOf = async (payload: Payload) =>
    isInSegment(payload) ? segments.read(payload) : (payload as Buffer);
  return new ComparedResults({
    compared,
    read: ({ payload }) => bytesOf(payload),
    load: async (kept) => {
      if (isCached(kept)) return keptResults.fetch([kept]) as Promise<LoadedBatch>;
      const batch = unpacked(kept);
      return { first: batch.first, sizes: batch.sizes, payload: await bytesOf(batch.payload) };
    },
    deliver,
    spare: (fragments) => {
      window.leave(fragments.sizes.length, fragments.payload.length);
      hub.release(fragments.payload);
    },
    restore: (kept) => {
      addKept(totals, kept);
      merge.restore(kept);
    },
    offer: (results) => {
      totals.results += results.sizes.length;
      totals.bytesOut += results.payload.length;
      merge.offer(results, 0);
    },
    skip: (fragment) => {
      totals.failed += 1;
      totals.skipped += 1;
      merge.skip(fragment);
    },
    forget: dropBundle,
    warn: (message) => hub.warn(message),
    fail: (error) => hub.fail(fullDiskOrOurs(error, 'split')),
    onDone: () => hub.pump(),
  });
}
