import type { Clock } from '../../model/clock.ts';
import { failure } from '../../model/failures.ts';
import type { JobProgress } from '../../model/job-event.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import { summaryOf } from '../job-view.ts';

/** So many chiefs may die while a job runs; it is not started again then. */
export const mostChiefDeaths = 3;
/** A job that ran for so long, in seconds, lets a chief live. */
const longEnoughSeconds = 60;

/**
 * Counts one more chief that died while this job ran, and leaves the job to wait or, after too many, failed. For a
 * starting chief, about each job that the store says runs.
 */
export async function countChiefDeath(
  job: StoredJob,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: ChiefLog },
): Promise<void> {
  const { id, state } = job;
  const chiefDeaths = job.chiefDeaths + 1;
  if (chiefDeaths < mostChiefDeaths) {
    await store.jobs.move(id, [state], 'interrupted', { chiefDeaths });
    return;
  }
  log.error({ job: id, chiefDeaths }, 'chiefs died while a job ran; it is not started again');
  const message = `The chief ended ${chiefDeaths} times while this job ran; it is not started again.`;
  const help = `Tell who runs this chief; its log names the job ${id}.`;
  const report = {
    ...summaryOf(job, null),
    state: 'failed' as const,
    failure: failure('internal', 'preparing', message, { help }),
  };
  await store.jobs.move(id, [state], 'failed', { chiefDeaths, endedAtMs: clock.wallTimeMs(), report });
}

/**
 * Whether a job has shown that it lets a chief live: it ran for long, or has come further than it was when it was
 * started and would go on from there. `first` is its first progress in this chief.
 */
export function letsChiefLive(job: StoredJob, first: JobProgress, now: JobProgress): boolean {
  if (now.seconds >= longEnoughSeconds) return true;
  return job.options.resume && now.counts.results > first.counts.results;
}
