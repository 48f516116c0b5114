import type { Clock } from '../../model/clock.ts';
import { failure } from '../../model/failures.ts';
import type { JobProgress } from '../../model/job-event.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import { summaryOf } from '../job-view.ts';
import type { JobUsage } from './job-files.ts';

/** So many chiefs may die while a job runs; it is not started again then. */
export const mostChiefDeaths = 3;
/** A job that ran for so long, in seconds, lets a chief live. */
const longEnoughSeconds = 60;

export interface ChiefDeathParts {
  readonly store: Pick<Store, 'jobs'>;
  readonly clock: Pick<Clock, 'wallTimeMs'>;
  readonly log: ChiefLog;
}

/**
 * Counts one more chief that died while this job ran, and leaves the job to wait or, after too many, failed; `usage` is
 * what it has on disk. For a starting chief, about each job that the store says runs. Returns the job where it waits.
 */
export async function countChiefDeath(
  job: StoredJob,
  usage: JobUsage,
  { store, clock, log }: ChiefDeathParts,
): Promise<StoredJob | null> {
  const { id, state } = job;
  const chiefDeaths = job.chiefDeaths + 1;
  if (chiefDeaths < mostChiefDeaths)
    return store.jobs.move(id, [state], 'interrupted', { ...usage, chiefDeaths });
  log.error({ job: id, chiefDeaths }, 'chiefs died while a job ran; it is not started again');
  const message = `The chief ended ${chiefDeaths} times while this job ran; it is not started again.`;
  const help = `Tell who runs this chief; its log names the job ${id}.`;
  const report = {
    ...summaryOf(job, null),
    state: 'failed' as const,
    failure: failure('internal', 'preparing', message, { help }),
  };
  await store.jobs.move(id, [state], 'failed', {
    ...{ ...usage, chiefDeaths, endedAtMs: clock.wallTimeMs(), report },
  });
  return null;
}

/**
 * Whether a job has shown that it lets a chief live: it ran for long, or has come further than it was when it was
 * started and would go on from there. `first` is its first progress in this chief.
 */
export function letsChiefLive(job: StoredJob, first: JobProgress, now: JobProgress): boolean {
  if (now.seconds >= longEnoughSeconds) return true;
  return job.options.resume && now.counts.results > first.counts.results;
}
