import type { JobProgress } from '../model/job-event.ts';
import { type JobCounts, type JobSummary, unknownPeaks } from '../model/job-report.ts';
import type { JobOptions } from '../model/job-request.ts';
import type { StoredJob } from '../store/jobs.ts';

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
  /** The results can be fetched. */
  readonly hasResults: boolean;
}

const nothingYet: JobCounts = { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0 };

/** `progress` is that of a job which runs now. */
export function jobView(job: StoredJob, progress: JobProgress | null): JobView {
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
    hasResults: state === 'done' && job.purgedAtMs === null,
  };
}

/** A job as lists show it: what may be long is left to those who ask for the job itself. */
export function listedJob(view: JobView): JobView {
  const { params: _, leftOut: __, ...rest } = view;
  const { params: ___, ...options } = view.options;
  return { ...rest, options };
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
