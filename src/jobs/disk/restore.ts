import { crc32 } from 'node:zlib';
import { countSizes } from '../../bridge/sizes.ts';
import type { JournalRecord } from './journal.ts';
import type { KeptBatch } from './kept-results.ts';
import { NumberRanges } from './number-ranges.ts';
import type { Yielded } from './prefix-digest.ts';
import type { ResultsCache } from './results-cache.ts';
import type { SegmentFiles } from './segment-files.ts';

/** What an earlier run of a job achieved, as its journal tells. */
export interface Restored {
  readonly yielded: Yielded | null;
  /** In the order of their numbers. */
  readonly results: readonly KeptBatch[];
  readonly skipped: readonly number[];
  /** Fragments that need not be processed any more. */
  readonly done: { has(fragment: number): boolean };
  /** How much of the cache the journal accounts for. */
  readonly cacheBytes: number;
}

/** Folds a journal's records; results that `damaged` names do not count, so they will be computed again. */
export function restore(records: readonly JournalRecord[], damaged: ReadonlySet<JournalRecord>): Restored {
  let yielded: Yielded | null = null;
  let cacheBytes = 0;
  const results: KeptBatch[] = [];
  const skipped: number[] = [];
  const done = new NumberRanges();
  for (const record of records) {
    switch (record.type) {
      case 'job':
      case 'exhausted':
        break;
      case 'yielded':
        yielded = record;
        break;
      case 'results':
        cacheBytes = Math.max(cacheBytes, record.offset + record.length);
        if (damaged.has(record)) break;
        results.push(record);
        done.add(record.first, record.count);
        break;
      case 'segment-results': {
        if (damaged.has(record)) break;
        const { first, sizes, crc, segment, offset, length } = record;
        const count = countSizes(sizes);
        results.push({ first, count, sizes, crc, payload: { segment, offset, length } });
        done.add(first, count);
        break;
      }
      case 'skipped':
        skipped.push(record.fragment);
        done.add(record.fragment, 1);
        break;
    }
  }
  const once = withoutOverlaps(results);
  return { yielded, results: once, skipped: notAmong(skipped, once), done, cacheBytes };
}

/** In the order of their numbers; of two that tell of the same fragment, the one that begins first. */
function withoutOverlaps(results: readonly KeptBatch[]): readonly KeptBatch[] {
  let end = 0;
  return results
    .toSorted((a, b) => a.first - b.first)
    .filter(({ first, count }) => {
      if (first < end) return false;
      end = first + count;
      return true;
    });
}

/** Each number once, and none that has a result. */
function notAmong(skipped: readonly number[], results: readonly KeptBatch[]): readonly number[] {
  const have = new NumberRanges();
  for (const { first, count } of results) have.add(first, count);
  return [...new Set(skipped)].filter((fragment) => !have.has(fragment));
}

/** Result records whose bytes on disk are not what they were. Reads every one, a little at a time. */
export async function findDamaged(
  records: readonly JournalRecord[],
  cache: ResultsCache,
  segments: SegmentFiles,
): Promise<ReadonlySet<JournalRecord>> {
  const damaged = new Set<JournalRecord>();
  for (const record of records)
    if (record.type === 'segment-results' && !(await isIntact(record, segments))) damaged.add(record);
  const inCache = records.filter((record) => record.type === 'results');
  for await (const { cached, batch } of cache.readEach(inCache))
    if (batch === null) damaged.add(cached as (typeof inCache)[number]);
  return damaged;
}

async function isIntact(
  record: Extract<JournalRecord, { type: 'segment-results' }>,
  segments: SegmentFiles,
): Promise<boolean> {
  if (!(await segments.holds(record))) return false;
  const bytes = await segments.read(record);
  return bytes.length === record.length && crc32(bytes) === record.crc;
}
