import { type Batch, batchEnd, isLoaded, joinBatches } from '../../bridge/batch.ts';
import { maxBatch } from '../../bridge/sizes.ts';
import { failure } from '../../model/failures.ts';
import { patienceMs } from '../../model/job-limits.ts';
import type { Death, RoleContainer } from '../containers/role-container.ts';
import { failureOfError } from '../containers/verdict.ts';
import type { JournalRecord } from '../disk/journal.ts';
import { isPacked, type KeptBatch, type KeptResults, unpacked } from '../disk/kept-results.ts';
import { type CachedBatch, DamagedRecordError, isCached } from '../disk/results-cache.ts';
import type { JobHub } from '../job-hub.ts';
import type { Window } from '../split/window.ts';
import { MergeQueue } from './merge-queue.ts';

/** Merge messages under way at once: the second hides the round trip. */
const depth = 2;
/** Results that are read back from the cache, and small ones in memory, travel together up to so many bytes. */
const togetherBytes = 1024 * 1024;
/**
 * Fewer results than this wait for others to travel with, in fragments and bytes, for as long as that, in milliseconds:
 * while workers use all processors, waking the merger for each result takes work from them.
 */
const worthFragments = 64;
const worthBytes = 64 * 1024;
const lingerMs = 100;

/** Results on their way into the merger. */
interface Entry {
  readonly first: number;
  readonly count: number;
  /** Bytes of their fragments in the window; 0 once merged. */
  fragmentBytes: number;
  merged: boolean;
  results: Batch | KeptBatch;
  readonly offeredAt: number;
  /** Where they are on disk, once they are. */
  kept: KeptBatch | null;
}

/** What one message carries: entries of consecutive numbers, at least one. */
interface Shipment {
  readonly first: number;
  readonly count: number;
  readonly entries: readonly Entry[];
}

export interface MergeStageParts {
  readonly hub: JobHub;
  readonly window: Window;
  readonly keptResults: KeptResults;
  /** Empties the results folder before a merger begins anew. */
  readonly clearResults: () => Promise<void>;
  /** `finish` has returned and the merger has exited cleanly: the results folder is complete. */
  readonly complete: () => void;
}

/**
 * Feeds results to the merger, in order and exactly once per merger. A merger that dies is replaced by a fresh one
 * with an empty results folder, which gets everything again from the first; the folder of the one that lives to the
 * end is the one that counts.
 */
export class MergeStage {
  #queue: MergeQueue<Entry>;
  #member: RoleContainer | null = null;
  readonly #sent: Shipment[] = [];
  /** Every entry so far, on a durable keptResults only. */
  readonly #kept: Entry[] = [];
  readonly #skipped: number[] = [];
  /** What becomes of results that are not on disk yet. */
  readonly #keeping = new Set<Promise<void>>();
  #fetching = false;
  /** Workers may be held back until more is written. */
  #pressed = false;
  #allOffered = false;
  #finishing: 'no' | 'asked' | 'done' = 'no';
  #progressAt = 0;
  #mergedInShipment = 0;
  #deaths = 0;
  #generation = 0;
  readonly #parts: MergeStageParts;

  constructor(parts: MergeStageParts) {
    this.#parts = parts;

    this.#queue = new MergeQueue(parts.hub.options.ordered);
  }

  get ready(): boolean {
    return this.#member?.ready ?? false;
  }

  async start(memoryBytes = this.#parts.hub.options.limits.memory): Promise<void> {
    const { hub } = this.#parts;
    const member = await hub.start('merger', memoryBytes, {
      ready: () => hub.pump(),
      merged: (first, count) => this.#merged(first, count),
      finished: () => this.#finished(),
    });
    if (member === null) return;
    this.#member = member;
    void member.died.then((death) => this.#died(member, death));
  }

  /** Takes results of `fragmentBytes` bytes of fragments. */
  offer(batch: Batch, fragmentBytes: number): void {
    const { hub, keptResults } = this.#parts;
    const { results, kept } = keptResults.put(batch);
    const count = batch.sizes.length;
    const offeredAt = hub.clock.now();
    const entry: Entry = {
      ...{ first: batch.first, count, fragmentBytes, merged: false, results, offeredAt },
      kept: null,
    };
    this.#enqueue(entry);
    if (kept === null) return;
    if (!(kept instanceof Promise)) {
      this.#keep(entry, kept);
      return;
    }
    this.#pressed ||= keptResults.congested;
    const keeping = kept.then(
      (place) => {
        this.#keep(entry, place);
        if (this.#pressed && !keptResults.congested) {
          this.#pressed = false;
          hub.pump();
        }
      },
      (error: Error) =>
        hub.fail(failure('disk-limit', 'process', `a result could not be kept: ${error.message}`)),
    );
    this.#keeping.add(keeping);
    void keeping.finally(() => this.#keeping.delete(keeping));
  }

  /** Resolves when every result that came is kept and journalled, or cannot be. */
  async idle(): Promise<void> {
    await this.#parts.keptResults.flush();
    await Promise.all(this.#keeping);
  }

  /** Takes results that an earlier run of the job left on disk. */
  restore(kept: KeptBatch): void {
    const offeredAt = Number.NEGATIVE_INFINITY;
    const { first, count } = kept;
    this.#enqueue({ first, count, fragmentBytes: 0, merged: true, results: kept, offeredAt, kept });
  }

  /** This fragment has no result and never will. */
  skip(number: number): void {
    this.#skipped.push(number);
    this.#queue.skip(number);
  }

  /** No result will be offered any more; once all are merged, `finish` is called. */
  close(): void {
    this.#allOffered = true;
  }

  pump(): void {
    const { hub } = this.#parts;
    const member = this.#member;
    if (member?.ready !== true || this.#finishing !== 'no') return;
    while (!this.#fetching && this.#sent.length < depth) {
      const next = this.#queue.peek();
      if (next === null || this.#lingers(next)) break;
      this.#queue.take();
      if (isCached(next.results)) void this.#sendCached(member, next, next.results);
      else this.#sendLoaded(member, next, isPacked(next.results) ? unpacked(next.results) : next.results);
    }
    if (!this.#allOffered || this.#fetching || this.#sent.length > 0 || this.#queue.length > 0) return;
    this.#finishing = 'asked';
    this.#progressAt = hub.clock.now();
    member.session.finish();
  }

  tick(): void {
    const { hub } = this.#parts;
    const busy = this.#sent.length > 0 || this.#finishing !== 'no';
    if (!busy || this.#member?.ready !== true) return;
    if (hub.clock.now() - this.#progressAt > patienceMs(hub.options.limits.mergeSeconds))
      this.#member.stop('merge-timeout');
  }

  /** The results folder has outgrown its limit. */
  stopFull(bytes: number): void {
    this.#member?.stop('results-full', bytes);
  }

  /** Whether to wait with this entry; the next result and the next tick ask again. */
  #lingers({ count, results, offeredAt }: Entry): boolean {
    const { hub, window } = this.#parts;
    if (this.#allOffered || !hub.options.ordered || !window.open || isCached(results)) return false;
    const isSmall = count < worthFragments && results.payload.length < worthBytes;
    return isSmall && hub.clock.now() - offeredAt < lingerMs;
  }

  /** The results are on disk. */
  #keep(entry: Entry, place: KeptBatch): void {
    const { hub, keptResults } = this.#parts;
    entry.kept = place;
    if (entry.merged) entry.results = place;
    if (keptResults.durable) hub.record(() => resultsRecord(place));
  }

  #enqueue(entry: Entry): void {
    if (this.#parts.keptResults.durable) this.#kept.push(entry);
    this.#queue.offer(entry);
  }

  /** Sends an entry that is in memory or in a segment; in memory, those after it that are there too. */
  #sendLoaded(member: RoleContainer, entry: Entry, results: Batch): void {
    const entries = [entry];
    let batch = results;
    if (isLoaded(results)) {
      const batches = [results];
      let end = batchEnd(results);
      let bytes = results.payload.length;
      for (let next = this.#queue.peek(); next !== null; next = this.#queue.peek()) {
        const { results: more } = next;
        if (isCached(more) || isPacked(more) || !isLoaded(more) || next.first !== end) break;
        end += next.count;
        bytes += more.payload.length;
        if (end - entry.first > maxBatch || bytes > togetherBytes) break;
        this.#queue.take();
        entries.push(next);
        batches.push(more);
      }
      batch = joinBatches(batches);
    }
    this.#send(member, { first: batch.first, count: batch.sizes.length, entries }, batch);
  }

  /** Sends an entry that is in the cache, and those after it that are there too. */
  async #sendCached(member: RoleContainer, entry: Entry, place: CachedBatch): Promise<void> {
    const { hub, keptResults } = this.#parts;
    const generation = this.#generation;
    const entries = [entry];
    const places = [place];
    let { count } = entry;
    let bytes = place.length;
    for (let next = this.#queue.peek(); next !== null; next = this.#queue.peek()) {
      const { results } = next;
      if (!isCached(results) || next.first !== entry.first + count) break;
      count += next.count;
      bytes += results.length;
      if (count > maxBatch || bytes > togetherBytes) break;
      this.#queue.take();
      entries.push(next);
      places.push(results);
    }
    this.#fetching = true;
    try {
      const batch = await keptResults.fetch(places);
      if (generation !== this.#generation || hub.over) return;
      this.#fetching = false;
      this.#send(member, { first: batch.first, count: batch.sizes.length, entries }, batch);
      hub.pump();
    } catch (error) {
      const damaged = error instanceof DamagedRecordError;
      const message = damaged
        ? error.message
        : `a kept result could not be read: ${(error as Error).message}`;
      hub.fail(failure('disk-limit', 'merge', message, { fragment: entry.first }));
    }
  }

  #send(member: RoleContainer, shipment: Shipment, batch: Batch): void {
    if (this.#sent.length === 0) {
      this.#progressAt = this.#parts.hub.clock.now();
      this.#mergedInShipment = 0;
    }
    this.#sent.push(shipment);
    member.session.merge(batch);
  }

  #merged(_first: number, count: number): void {
    const { hub } = this.#parts;
    const shipment = this.#sent[0]!;
    this.#progressAt = hub.clock.now();
    this.#mergedInShipment += count;
    hub.totals.merged += count;
    if (this.#mergedInShipment < shipment.count) return;
    this.#mergedInShipment = 0;
    this.#sent.shift();
    for (const entry of shipment.entries) this.#noteMerged(entry);
    hub.pump();
  }

  #noteMerged(entry: Entry): void {
    const { hub, window, keptResults } = this.#parts;
    keptResults.release(entry.results);
    if (entry.kept !== null) entry.results = entry.kept;
    else if (!keptResults.durable && !isCached(entry.results)) hub.release(entry.results.payload);
    if (!entry.merged) {
      entry.merged = true;
      window.leave(entry.count, entry.fragmentBytes);
    }
  }

  #finished(): void {
    this.#finishing = 'done';
    this.#progressAt = this.#parts.hub.clock.now();
    this.#member?.session.dismiss();
  }

  #died(member: RoleContainer, death: Death): void {
    const { hub, keptResults } = this.#parts;
    if (hub.over) return;
    if (
      death.end.kind === 'bye' &&
      this.#finishing === 'done' &&
      death.exit.exitCode === 0 &&
      !death.exit.oomKilled &&
      death.overrun === null
    ) {
      this.#parts.complete();
      return;
    }
    const fragment = this.#sent[0] === undefined ? null : this.#sent[0].first + this.#mergedInShipment;
    const cause = hub.judge(member, 'merger', death, fragment);
    const engineLost = cause.code === 'engine-unavailable';
    if (!engineLost) this.#deaths += 1;
    const again = engineLost || cause.code === 'out-of-memory' || cause.code === 'crashed';
    if (!again || !keptResults.durable || this.#deaths > hub.options.retries) {
      hub.fail(cause);
      return;
    }
    hub.totals.retried += 1;
    const { code, message: reason } = cause;
    hub.emit({ type: 'retry', fragments: [], attempt: this.#deaths + 1, code, reason });
    const { memoryCap } = hub.options.limits;
    void this.#startAgain(
      cause.code === 'out-of-memory' ? Math.min(member.memoryBytes * 2, memoryCap) : member.memoryBytes,
    );
  }

  async #startAgain(memoryBytes: number): Promise<void> {
    const { hub } = this.#parts;
    this.#generation += 1;
    this.#fetching = false;
    this.#finishing = 'no';
    this.#sent.length = 0;
    this.#member = null;
    this.#queue = new MergeQueue(hub.options.ordered);
    for (const number of this.#skipped) this.#queue.skip(number);
    for (const entry of this.#kept) this.#queue.offer(entry);
    hub.totals.merged = 0;
    try {
      await this.#parts.clearResults();
    } catch (error) {
      hub.fail(failureOfError(error, 'merge', 'the results folder could not be emptied: '));
      return;
    }
    await this.start(memoryBytes);
  }
}

function resultsRecord(place: KeptBatch): JournalRecord {
  if (isCached(place)) return { type: 'results', ...place };
  const { first, sizes, payload, crc } = place;
  return { type: 'segment-results', first, sizes, ...payload, crc };
}
