import type { Clock } from '../../model/clock.ts';
import type { JobState } from '../../model/job-report.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { JobChange, StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { ShortDisk } from './judge-end.ts';
import type { LiveJob } from './live-job.ts';

export const runningStates: readonly JobState[] = ['preparing', 'running', 'packing'];

export interface RestParts {
  readonly store: Pick<Store, 'jobs'>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly disk: Pick<ShortDisk, 'ballast'>;
}

/** How long to wait for space before it is tried again. */
const againMs = 2000;

/**
 * Stores that a job does not run any more, for a job has not ended before that: where there is no space it takes the
 * ballast's, and then waits for some, until the chief stops. Null: the job was in no state of running.
 */
export async function storeRest(
  job: LiveJob,
  state: JobState,
  change: JobChange,
  { store, clock, log, disk }: RestParts,
): Promise<StoredJob | null> {
  for (;;) {
    try {
      return await disk.ballast.lend(() => store.jobs.move(job.id, runningStates, state, change));
    } catch (error) {
      if (!isDiskFull(error) || job.stopping.aborted) throw error;
      log.error({ job: job.id, err: error }, 'the end of a job cannot be stored: the disk is full');
      await waited(clock, againMs, job.stopping);
    }
  }
}

/** Resolves after that time, or once it is aborted. */
function waited(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });

    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
