import { type Batch, isLoaded, joinBatches, type LoadedBatch } from '../../bridge/batch.ts';
import { maxBatch } from '../../bridge/sizes.ts';
import { isPacked, unpacked } from '../disk/kept-results.ts';
import { type CachedBatch, isCached } from '../disk/results-cache.ts';
import type { MergeQueue } from './merge-queue.ts';
import type { Entry } from './result-keeper.ts';

/** Results that are in memory, or are read back from the cache, travel together up to so many bytes. */
const togetherBytes = 1024 * 1024;

/** What one message to the merger carries: entries of consecutive numbers, at least one. */
export interface Shipment {
  readonly first: number;
  readonly count: number;
  readonly entries: readonly Entry[];
  /** The results: one batch to send as it is, or places in the cache to read first. */
  readonly content: Batch | readonly CachedBatch[];
}

/** Takes the next entry from the queue, and those behind it that can travel with it. Null: it is not there yet. */
export function takeShipment(queue: MergeQueue<Entry>): Shipment | null {
  const entry = queue.take();
  if (entry === null) return null;
  const { first, count, results } = entry;
  if (isCached(results)) return takeTogether(queue, entry, results, isCached);
  if (isInMemory(results)) {
    const shipment = takeTogether(queue, entry, results, isInMemory);
    return { ...shipment, content: joinBatches(shipment.content) };
  }
  return { first, count, entries: [entry], content: isPacked(results) ? unpacked(results) : results };
}

/** Takes those behind `entry` that are where it is, too, as long as they follow without a gap and are not too much. */
function takeTogether<Part extends LoadedBatch | CachedBatch>(
  queue: MergeQueue<Entry>,
  entry: Entry,
  part: Part,
  isAlike: (results: Entry['results']) => results is Part,
): Omit<Shipment, 'content'> & { readonly content: readonly Part[] } {
  const { first } = entry;
  const entries = [entry];
  const content = [part];
  let { count } = entry;
  let bytes = bytesOf(part);
  for (let next = queue.peek(); next !== null; next = queue.peek()) {
    const { results } = next;
    if (!isAlike(results) || next.first !== first + count) break;
    if (count + next.count > maxBatch || bytes + bytesOf(results) > togetherBytes) break;
    queue.take();
    count += next.count;
    bytes += bytesOf(results);
    entries.push(next);
    content.push(results);
  }
  return { first, count, entries, content };
}

function isInMemory(results: Entry['results']): results is LoadedBatch {
  return !isCached(results) && !isPacked(results) && isLoaded(results);
}

function bytesOf(part: LoadedBatch | CachedBatch): number {
  return isCached(part) ? part.length : part.payload.length;
}
