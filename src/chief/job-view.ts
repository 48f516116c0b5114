import type { Failure } from '../model/failures.ts';
import type { JobProgress } from '../model/job-event.ts';
import { type JobCounts, type JobSummary, unknownPeaks } from '../model/job-report.ts';
import type { JobOptions } from '../model/job-request.ts';
import type { Costs } from '../store/accounts.ts';
import type { StoredJob } from '../store/jobs.ts';
import { jobCosts } from './upkeep/costs.ts';

/** A job as its account sees it: the report's object, from the moment it was accepted on, and what surrounds it. */
export interface JobView extends JobSummary {
  readonly account: string;
  /** Place of the job in lists, and the cursor of a page that ends with it. */
  readonly sequence: number;
  readonly datasetId: string | null;
  readonly options: JobOptions;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Workers now; null where it does not run. */
  readonly busy: JobProgress['workers'] | null;
  /** The splitter has no more fragments. */
  readonly exhausted: boolean;
  /** Its place among the jobs that wait, counted from 1, and the end of "it waits for …"; null: it does not wait. */
  readonly position: number | null;
  readonly waitsFor: string | null;
  /** Bytes on disk, and what of them are kept results and replay bundles. */
  readonly storedBytes: number;
  readonly cacheBytes: number;
  readonly bundleBytes: number;
  /** What it is made of and has made; not in lists. */
  readonly content?: JobContent;
  /** What it has used up. */
  readonly costs: Costs;
  /** The results can be fetched. */
  readonly hasResults: boolean;
}

/** Sizes in bytes and digests; null where it is not there, or not any more. */
export interface JobContent {
  readonly packageBytes: number | null;
  readonly datasetBytes: number | null;
  readonly datasetDigest: string | null;
  readonly resultsBytes: number | null;
  readonly resultsDigest: string | null;
}

/** What is known of a job only while it waits or runs. */
export interface LiveFacts {
  readonly progress: JobProgress | null;
  readonly place: { readonly position: number; readonly waitsFor: string } | null;
  /** What it waits for although it was begun; null: for nothing. */
  readonly waitsFor?: string | null;
  /** Bytes that it has on disk, as last told. */
  readonly bytes: number;
}

/** A job as a row of a long list. */
export interface JobRow
  extends Pick<
    JobView,
    | 'id'
    | 'name'
    | 'account'
    | 'state'
    | 'package'
    | 'dataset'
    | 'createdAtMs'
    | 'startedAtMs'
    | 'endedAtMs'
    | 'counts'
    | 'exhausted'
    | 'busy'
    | 'position'
    | 'storedBytes'
    | 'hasResults'
  > {
  /** It is a test of so many fragments; null: it is of all. */
  readonly firstFragments: number | null;
  readonly sequence: number;
  /** In `running`. */
  readonly seconds: number;
  readonly failure: Pick<Failure, 'code' | 'message' | 'fragment' | 'file' | 'line'> | null;
}

/** Of a failure's message, in a row. */
const mostMessageCharacters = 300;

const nothingYet: JobCounts = { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0 };

/** `live` is of a job that waits or runs now. */
export function jobView(job: StoredJob, live: LiveFacts | null, nowMs: number): JobView {
  const progress = live?.progress ?? null;
  const { account, sequence, options, createdAtMs, startedAtMs, endedAtMs, state, dataset } = job;
  return {
    ...(job.report ?? summaryOf(job, progress)),
    state,
    account,
    sequence,
    datasetId: dataset?.id ?? null,
    options,
    createdAtMs,
    startedAtMs,
    endedAtMs,
    busy: progress?.workers ?? null,
    exhausted: progress?.exhausted ?? state === 'done',
    position: live?.place?.position ?? null,
    waitsFor: live?.place?.waitsFor ?? live?.waitsFor ?? null,
    storedBytes: Math.max(live?.bytes ?? 0, job.bytes),
    cacheBytes: job.cacheBytes,
    bundleBytes: job.bundleBytes,
    costs: jobCosts(job, nowMs),
    hasResults: state === 'done' && job.purgedAtMs === null && options.firstFragments === undefined,
  };
}

/** A job as lists show it: what may be long is left to those who ask for the job itself. */
export function listedJob(view: JobView): JobView {
  const { params: _, leftOut: __, ...rest } = view;
  const { params: ___, ...options } = view.options;
  return { ...rest, options };
}

/** The same job as a row. */
export function jobRow(view: JobView): JobRow {
  const { sequence, id, name, account, state, dataset, createdAtMs, startedAtMs, endedAtMs } = view;
  const { counts, exhausted, busy, position, storedBytes, hasResults, failure, seconds } = view;
  return {
    ...{
      sequence,
      id,
      name,
      account,
      state,
      package: view.package,
      dataset,
      createdAtMs,
      startedAtMs,
      endedAtMs,
    },
    ...{ counts, exhausted, busy, position, storedBytes, hasResults, seconds: seconds.running },
    firstFragments: view.options.firstFragments ?? null,
    failure: failure === null ? null : shortened(failure),
  };
}

function shortened({ code, message, fragment, file, line }: Failure): JobRow['failure'] {
  const isLong = message.length > mostMessageCharacters;
  const short = isLong ? `${message.slice(0, mostMessageCharacters)}…` : message;
  return { code, message: short, fragment, file, line };
}

/** What can be said of a job that has no report. */
export function summaryOf(job: StoredJob, progress: JobProgress | null): JobSummary {
  const { id, name, state, dataset, options } = job;
  return {
    id,
    name,
    state,
    package: job.package,
    dataset: dataset?.name ?? null,
    counts: progress?.counts ?? nothingYet,
    bytes: progress?.bytes ?? { in: 0, out: 0 },
    seconds: { preparing: 0, running: progress?.seconds ?? 0, packing: 0 },
    peakMemory: unknownPeaks,
    workers: options.workers,
    engine: '',
    distributions: [],
    warnings: [],
    failure: null,
    ...(options.params === undefined ? {} : { params: options.params }),
  };
}
