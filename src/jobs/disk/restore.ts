import { crc32 } from 'node:zlib';
import { countSizes } from '../../bridge/sizes.ts';
import { type JobWork, unknownCpu, unknownPeaks } from '../../model/job-report.ts';
import type { JournalRecord } from './journal.ts';
import type { KeptBatch } from './kept-results.ts';
import { NumberRanges } from './number-ranges.ts';
import type { Yielded } from './prefix-digest.ts';
import type { ResultsCache } from './results-cache.ts';
import type { SegmentFiles } from './segment-files.ts';

/** What an earlier run of a job achieved, as its journal tells. */
export interface Restored {
  readonly yielded: Yielded | null;
  /** How many fragments there were when the splitter had ended; null: it had not. */
  readonly ended: number | null;
  /** In the order of their numbers. */
  readonly results: readonly KeptBatch[];
  readonly skipped: readonly number[];
  /** Fragments that need not be processed any more. */
  readonly done: { has(fragment: number): boolean };
  /** How much of the cache the journal accounts for. */
  readonly cacheBytes: number;
  /** What counts only for fragments that the splitter yields again as they were: it has changed since. */
  readonly compared: Compared;
  /** Results of an earlier processor that count all the same. */
  readonly ofOtherProcessor: number;
  /** Fragments may be tried again that were given up before. */
  readonly triesAgain: boolean;
  /** What all earlier runs took. */
  readonly work: JobWork;
}

export interface Compared {
  /** In the order of their numbers. */
  readonly results: readonly ComparedBatch[];
  readonly skipped: ReadonlyMap<number, { readonly crc: number | null }>;
}

export interface ComparedBatch {
  readonly kept: KeptBatch;
  /** Of its fragments, as the journal has them; null where it does not know them. */
  readonly fragmentCrcs: string | null;
}

/** Folds a journal's records; results that `damaged` names do not count, so they will be computed again. */
export function restore(records: readonly JournalRecord[], damaged: ReadonlySet<JournalRecord>): Restored {
  let yielded: Yielded | null = null;
  let ended: number | null = null;
  let cacheBytes = 0;
  let ofOtherProcessor = 0;
  let triesAgain = false;
  const attempts = new Map<string | null, number>();
  let spent: Pick<JobWork, 'cpuSeconds' | 'peakMemory'> = {
    cpuSeconds: unknownCpu,
    peakMemory: unknownPeaks,
  };
  let results: ComparedBatch[] = [];
  let skipped = new Map<number, { readonly crc: number | null }>();
  let compared: Compared = { results: [], skipped: new Map() };
  for (const record of records) {
    switch (record.type) {
      case 'job':
        break;
      case 'tries':
        for (const { node, attempts: more } of record.machines)
          attempts.set(node, (attempts.get(node) ?? 0) + more);
        break;
      case 'spent':
        spent = { cpuSeconds: record.cpuSeconds, peakMemory: record.peakMemory };
        break;
      case 'exhausted':
        ended = record.count;
        break;
      case 'mended': {
        const { splitter, processor, keepResults } = record;
        triesAgain ||= splitter || processor;
        if (processor && !keepResults) {
          results = [];
          compared = { ...compared, results: [] };
          cacheBytes = 0;
          ofOtherProcessor = 0;
        } else if (processor) ofOtherProcessor = countOf(results) + countOf(compared.results);
        if (processor) {
          skipped = new Map();
          compared = { ...compared, skipped };
        }
        if (splitter) {
          compared = joined(compared, { results, skipped });
          results = [];
          skipped = new Map();
          yielded = null;
          ended = null;
        }
        break;
      }
      case 'yielded':
        yielded = record;
        break;
      case 'results': {
        cacheBytes = Math.max(cacheBytes, record.offset + record.length);
        if (damaged.has(record)) break;
        const { first, count, offset, length, crc, fragmentCrcs = null } = record;
        results.push({ kept: { first, count, offset, length, crc }, fragmentCrcs });
        break;
      }
      case 'segment-results': {
        if (damaged.has(record)) break;
        const { first, sizes, crc, segment, offset, length, fragmentCrcs = null } = record;
        const kept = { first, count: countSizes(sizes), sizes, crc, payload: { segment, offset, length } };
        results.push({ kept, fragmentCrcs });
        break;
      }
      case 'skipped':
        skipped.set(record.fragment, { crc: record.crc ?? null });
        break;
    }
  }
  const once = withoutOverlaps(results.map(({ kept }) => kept));
  const done = new NumberRanges();
  for (const { first, count } of once) done.add(first, count);
  for (const number of skipped.keys()) done.add(number, 1);
  const left = notAmong([...skipped.keys()], once);
  compared = {
    results: compared.results.filter(({ kept: { first, count } }) => !done.covers(first, count)),
    skipped: new Map([...compared.skipped].filter(([number]) => !done.has(number))),
  };
  return {
    ...{ yielded, ended, results: once, skipped: left, done, cacheBytes },
    ...{ compared, ofOtherProcessor, triesAgain },
    work: {
      ...{ ...spent, fromEarlierProcessor: ofOtherProcessor },
      machines: [...attempts].map(([node, count]) => ({ node, attempts: count })),
    },
  };
}

/**
 * Results of before a change of the splitter with those of before an earlier one. Of fragments that are in both the
 * newer count.
 */
function joined(older: Compared, newer: Compared): Compared {
  const have = new NumberRanges();
  for (const { kept } of newer.results) have.add(kept.first, kept.count);
  const rest = older.results.filter(({ kept }) => !have.overlaps(kept.first, kept.count));
  const all = [...newer.results, ...rest];
  const byPlace = new Map(all.map((each) => [each.kept, each]));
  const once = withoutOverlaps(all.map(({ kept }) => kept));
  return {
    results: once.map((kept) => byPlace.get(kept)!),
    skipped: new Map([...older.skipped, ...newer.skipped]),
  };
}

function countOf(results: readonly ComparedBatch[]): number {
  return results.reduce((total, { kept }) => total + kept.count, 0);
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

/** The records that still tell of something on disk: those since results last ceased to count. */
export function livingRecords(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const dropped = records.findLastIndex(
    (record) => record.type === 'mended' && record.processor && !record.keepResults,
  );
  return records.slice(dropped + 1);
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
