import type { Batch } from '../../bridge/batch.ts';
import { encodeSizes } from '../../bridge/sizes.ts';
import { diskFailure } from '../disk/disk-failure.ts';
import type { JournalRecord } from '../disk/journal.ts';
import type { KeptBatch, KeptResults } from '../disk/kept-results.ts';
import { isCached } from '../disk/results-cache.ts';
import type { JobHub } from '../job-hub.ts';
import type { Window } from '../split/window.ts';

/** Results of consecutive numbers between a worker and the merger. Only their keeper changes them. */
export interface Entry {
  readonly first: number;
  readonly count: number;
  /** Where the merger is to get them from. */
  results: Batch | KeptBatch;
  /** Where they are on disk, once they are. */
  kept: KeptBatch | null;
  /** A merger of this job has merged them, if not the present one. */
  merged: boolean;
  /** Bytes of their fragments in the window. */
  readonly fragmentBytes: number;
  /** When they came, in milliseconds of the job's clock. */
  readonly offeredAt: number;
}

export interface ResultKeeperParts {
  readonly hub: Pick<JobHub, 'clock' | 'fail' | 'pump' | 'record' | 'release'>;
  readonly window: Pick<Window, 'leave'>;
  readonly keptResults: KeptResults;
}

/**
 * Keeps results until nobody needs them: on disk and in the journal where the job is durable, in memory or in their
 * segment until they are merged. Where results are durable it has every one, for a merger that begins anew.
 */
export class ResultKeeper {
  /** Every entry so far, on durable results only. */
  readonly #all: Entry[] = [];
  /** What becomes of results that are not on disk yet. */
  readonly #keeping = new Set<Promise<void>>();
  /** Workers may be held back until more is written. */
  #pressed = false;
  readonly #parts: ResultKeeperParts;

  constructor(parts: ResultKeeperParts) {
    this.#parts = parts;
  }

  /** Every result so far, in the order in which they came; none where results are not durable. */
  get all(): readonly Entry[] {
    return this.#all;
  }

  /** Takes results of `fragmentBytes` bytes of fragments in the window. Fails the job where they cannot be kept. */
  take(batch: Batch, fragmentBytes: number): Entry {
    const { hub, keptResults } = this.#parts;
    const { results, kept } = keptResults.put(batch);
    const { first, sizes, fragmentCrcs } = batch;
    const entry = this.#enter({
      ...{ first, count: sizes.length, results, offeredAt: hub.clock.now() },
      ...{ fragmentBytes, merged: false, kept: null },
    });
    if (kept instanceof Promise) this.#follow(entry, kept, fragmentCrcs);
    else if (kept !== null) this.#kept(entry, kept, fragmentCrcs);
    return entry;
  }

  /** Takes results that an earlier run of the job left on disk; their fragments are not in the window. */
  restore(kept: KeptBatch): Entry {
    const { first, count } = kept;
    this.#parts.keptResults.restored(kept);
    return this.#enter({
      ...{ first, count, results: kept, offeredAt: Number.NEGATIVE_INFINITY },
      ...{ fragmentBytes: 0, merged: true, kept },
    });
  }

  /** A merger has merged these results: what is in memory may go, and the window has room again, once. */
  merged(entry: Entry): void {
    const { hub, window, keptResults } = this.#parts;
    if (!entry.merged) keptResults.release(entry.results);
    if (entry.kept !== null) entry.results = entry.kept;
    else if (!keptResults.durable && !isCached(entry.results)) hub.release(entry.results.payload);
    if (entry.merged) return;
    entry.merged = true;
    window.leave(entry.count, entry.fragmentBytes);
  }

  /** Resolves when every result that came is kept and journalled, or cannot be. */
  async idle(): Promise<void> {
    await this.#parts.keptResults.flush();
    await Promise.all(this.#keeping);
  }

  #enter(entry: Entry): Entry {
    if (this.#parts.keptResults.durable) this.#all.push(entry);
    return entry;
  }

  /** The results are on their way to disk. */
  #follow(entry: Entry, kept: Promise<KeptBatch>, fragmentCrcs: Batch['fragmentCrcs']): void {
    const { hub, keptResults } = this.#parts;
    this.#pressed ||= keptResults.congested;
    const keeping = kept.then(
      (place) => {
        this.#kept(entry, place, fragmentCrcs);
        this.#letWorkersGoOn();
      },
      (error) => hub.fail(diskFailure(error, 'process', 'a result could not be kept')),
    );
    this.#keeping.add(keeping);
    void keeping.finally(() => this.#keeping.delete(keeping));
  }

  #letWorkersGoOn(): void {
    const { hub, keptResults } = this.#parts;
    if (!this.#pressed || keptResults.congested) return;
    this.#pressed = false;
    hub.pump();
  }

  /** The results are on disk. */
  #kept(entry: Entry, place: KeptBatch, fragmentCrcs: Batch['fragmentCrcs']): void {
    const { hub, keptResults } = this.#parts;
    entry.kept = place;
    if (entry.merged) entry.results = place;
    if (keptResults.durable) hub.record(() => resultsRecord(place, fragmentCrcs));
  }
}

function resultsRecord(place: KeptBatch, crcs: Batch['fragmentCrcs']): JournalRecord {
  const madeOf = crcs === undefined ? {} : { fragmentCrcs: encodeSizes(crcs) };
  if (isCached(place)) return { type: 'results', ...place, ...madeOf };
  const { first, sizes, payload, crc } = place;
  return { type: 'segment-results', first, sizes, ...payload, crc, ...madeOf };
}
