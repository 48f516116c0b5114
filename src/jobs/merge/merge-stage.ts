import type { Batch } from '../../bridge/batch.ts';
import { patienceMs } from '../../model/job-limits.ts';
import { afterDeath, noToll, retryEvent, triesOf } from '../containers/after-death.ts';
import type { Death, RoleContainer } from '../containers/role-container.ts';
import { diskFailure, fullDiskOrOurs } from '../disk/disk-failure.ts';
import type { KeptBatch, KeptResults } from '../disk/kept-results.ts';
import { type CachedBatch, isCached } from '../disk/results-cache.ts';
import type { JobHub } from '../job-hub.ts';
import type { Lane } from '../look/job-look.ts';
import type { Window } from '../split/window.ts';
import { MergeQueue } from './merge-queue.ts';
import { type Entry, ResultKeeper } from './result-keeper.ts';
import { type Shipment, takeShipment } from './shipment.ts';

/** Merge messages under way at once: the second hides the round trip. */
const depth = 2;
/**
 * Fewer results than this wait for others to travel with, in fragments and bytes, for as long as that, in milliseconds:
 * while workers use all processors, waking the merger for each result takes work from them.
 */
const worthFragments = 64;
const worthBytes = 64 * 1024;
const lingerMs = 100;

export interface MergeStageParts {
  readonly hub: JobHub;
  readonly window: Window;
  readonly keptResults: KeptResults;
  /**
   * `finish` has returned and nothing writes to the results folder any more; how the merger ended is yet to be told.
   */
  readonly onSettled: () => void;
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
  #container: RoleContainer | null = null;
  readonly #sent: Shipment[] = [];
  readonly #skipped: number[] = [];
  #fetching = false;
  #allOffered = false;
  #finishing: 'no' | 'asked' | 'done' = 'no';
  #progressAt = 0;
  #mergedInShipment = 0;
  #toll = noToll;
  #generation = 0;
  readonly #keeper: ResultKeeper;
  readonly #parts: MergeStageParts;

  constructor(parts: MergeStageParts) {
    this.#parts = parts;
    this.#keeper = new ResultKeeper(parts);
    this.#queue = new MergeQueue(parts.hub.options.ordered);
  }

  get ready(): boolean {
    return this.#container?.ready ?? false;
  }

  async start(memoryBytes = this.#parts.hub.options.limits.memory): Promise<void> {
    const { hub } = this.#parts;
    const container = await hub.start('merger', memoryBytes, {
      ready: () => hub.pump(),
      merged: (first, count) => this.#merged(first, count),
      finished: () => this.#finished(),
    });
    if (container === null) return;
    this.#container = container;
    void container.died.then((death) => this.#died(container, death));
  }

  /** All fragments up to this one are merged or left out. */
  get frontier(): number {
    const oldest = this.#sent[0];
    return (oldest === undefined ? this.#queue.frontier : oldest.first + this.#mergedInShipment) - 1;
  }

  get lane(): Lane {
    const { hub } = this.#parts;
    const container = this.#container;
    const oldest = this.#sent[0];
    const isBusy = oldest !== undefined || this.#finishing === 'asked';
    const idle = container?.ready === true ? 'idle' : 'starting';
    return {
      ...{ role: 'merger', worker: null, state: isBusy ? 'busy' : idle },
      first: oldest === undefined ? null : oldest.first + this.#mergedInShipment,
      held: this.#sent.reduce((sum, { count }) => sum + count, 0) - this.#mergedInShipment,
      forMs: isBusy ? hub.clock.now() - this.#progressAt : null,
      ...{
        tries: isBusy ? triesOf(this.#toll) + 1 : 0,
        restarts: triesOf(this.#toll),
        done: hub.totals.merged,
      },
      node: container?.node ?? null,
      memoryBytes: container?.peakMemoryBytes ?? null,
      memoryLimitBytes: container?.memoryBytes ?? hub.options.limits.memory,
    };
  }

  /** Takes results of `fragmentBytes` bytes of fragments. */
  offer(batch: Batch, fragmentBytes: number): void {
    this.#parts.hub.ribbon.results({ first: batch.first, count: batch.sizes.length });
    this.#queue.offer(this.#keeper.take(batch, fragmentBytes));
  }

  /** Resolves when every result that came is kept and journalled, or cannot be. */
  idle(): Promise<void> {
    return this.#keeper.idle();
  }

  /** Where all results so far are on disk; none where they are not kept. */
  get kept(): readonly KeptBatch[] {
    return this.#keeper.all.flatMap(({ kept }) => (kept === null ? [] : [kept]));
  }

  /** Takes results that an earlier run of the job left on disk. */
  restore(kept: KeptBatch): void {
    this.#parts.hub.ribbon.results(kept);
    this.#queue.offer(this.#keeper.restore(kept));
  }

  /** This fragment has no result and never will. */
  skip(number: number): void {
    this.#parts.hub.ribbon.skipped(number);
    this.#skipped.push(number);
    this.#queue.skip(number);
  }

  /** No result will be offered any more; once all are merged, `finish` is called. */
  close(): void {
    this.#allOffered = true;
  }

  pump(): void {
    const { hub } = this.#parts;
    const container = this.#container;
    if (container?.ready !== true || this.#finishing !== 'no') return;
    while (!this.#fetching && this.#sent.length < depth) {
      const next = this.#queue.peek();
      if (next === null || this.#lingers(next)) break;
      this.#ship(container, takeShipment(this.#queue)!);
    }
    if (!this.#allOffered || this.#fetching || this.#sent.length > 0 || this.#queue.length > 0) return;
    this.#finishing = 'asked';
    hub.clocks.ended('merge');
    hub.clocks.began('finish');
    this.#progressAt = hub.clock.now();
    container.session.finish();
  }

  tick(): void {
    const { hub } = this.#parts;
    const busy = this.#sent.length > 0 || this.#finishing !== 'no';
    if (!busy || this.#container?.ready !== true) return;
    if (hub.clock.now() - this.#progressAt > patienceMs(hub.options.limits.mergeSeconds))
      this.#container.stop('merge-timeout');
  }

  /** The results folder has outgrown its limit. */
  stopFull(bytes: number): void {
    this.#container?.stop('results-full', bytes);
  }

  /** Whether to wait with this entry; the next result and the next tick ask again. */
  #lingers({ count, results, offeredAt }: Entry): boolean {
    const { hub, window } = this.#parts;
    if (this.#allOffered || !hub.options.ordered || !window.open || isCached(results)) return false;
    const isSmall = count < worthFragments && results.payload.length < worthBytes;
    return isSmall && hub.clock.now() - offeredAt < lingerMs;
  }

  #ship(container: RoleContainer, shipment: Shipment): void {
    const { content } = shipment;
    if ('payload' in content) this.#send(container, shipment, content);
    else void this.#fetchAndSend(container, shipment, content);
  }

  async #fetchAndSend(
    container: RoleContainer,
    shipment: Shipment,
    places: readonly CachedBatch[],
  ): Promise<void> {
    const { hub, keptResults } = this.#parts;
    const generation = this.#generation;
    this.#fetching = true;
    try {
      const batch = await keptResults.fetch(places);
      if (generation !== this.#generation || hub.over) return;
      this.#fetching = false;
      this.#send(container, shipment, batch);
      hub.pump();
    } catch (error) {
      hub.fail(diskFailure(error, 'merge', 'a kept result could not be read', shipment.first));
    }
  }

  #send(container: RoleContainer, shipment: Shipment, batch: Batch): void {
    if (this.#sent.length === 0) {
      this.#progressAt = this.#parts.hub.clock.now();
      this.#mergedInShipment = 0;
    }
    this.#sent.push(shipment);
    this.#parts.hub.clocks.began('merge');
    container.give(batch);
  }

  #merged(_first: number, count: number): void {
    const { hub } = this.#parts;
    const shipment = this.#sent[0]!;
    this.#progressAt = hub.clock.now();
    hub.ribbon.merged({ first: shipment.first + this.#mergedInShipment, count });
    this.#mergedInShipment += count;
    hub.totals.merged += count;
    if (this.#mergedInShipment < shipment.count) return;
    this.#mergedInShipment = 0;
    this.#sent.shift();
    for (const entry of shipment.entries) this.#keeper.merged(entry);
    hub.pump();
  }

  #finished(): void {
    this.#finishing = 'done';
    this.#parts.hub.clocks.ended('finish');
    this.#progressAt = this.#parts.hub.clock.now();
    const container = this.#container;
    void container?.quiet?.then(() => {
      if (this.#container === container && !this.#parts.hub.over) this.#parts.onSettled();
    });
    container?.session.dismiss();
  }

  #died(container: RoleContainer, death: Death): void {
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
    const cause = hub.judge(container, 'merger', death, fragment);
    const { retries, limits } = hub.options;
    const next = afterDeath({
      ...{ interrupted: 'merging', cause, toll: this.#toll, retries },
      ...{ memoryBytes: container.memoryBytes, memoryCap: limits.memoryCap },
    });
    this.#toll = next.toll;
    // Results that are not kept cannot be merged a second time.
    if (!next.again || !keptResults.durable) {
      hub.fail(cause);
      return;
    }
    hub.totals.retried += 1;
    hub.emit(retryEvent(cause, next.attempt));
    void this.#startAgain(next.memoryBytes);
  }

  async #startAgain(memoryBytes: number): Promise<void> {
    const { hub } = this.#parts;
    this.#generation += 1;
    this.#fetching = false;
    this.#finishing = 'no';
    this.#sent.length = 0;
    this.#container = null;
    this.#queue = new MergeQueue(hub.options.ordered);
    for (const number of this.#skipped) this.#queue.skip(number);
    for (const entry of this.#keeper.all) this.#queue.offer(entry);
    hub.totals.merged = 0;
    hub.ribbon.mergesAnew();
    hub.clocks.ended('finish');
    try {
      await this.#parts.clearResults();
    } catch (error) {
      hub.fail(fullDiskOrOurs(error, 'merge', 'the results folder could not be emptied'));
      return;
    }
    await this.start(memoryBytes);
  }
}
