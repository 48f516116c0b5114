import { jobFolder } from '../../home/job-folders.ts';
import type { Clock } from '../../model/clock.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import { countChiefDeath } from './chief-deaths.ts';
import { usageOf } from './job-files.ts';
import { runningStates } from './store-rest.ts';

export interface InterruptedJobsParts {
  readonly home: string;
  readonly store: Pick<Store, 'jobs'>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  /** Takes a job that the store says waits, where that could not be said at the start. */
  readonly add: (job: StoredJob) => void;
}

/** How long to wait for room before they are looked at again. */
const againMs = 2000;

/** The jobs that ran when an earlier chief died: they go on, later where there is no space now to say so. */
export class InterruptedJobs {
  readonly #parts: InterruptedJobsParts;
  #left: readonly StoredJob[] = [];
  #cancel: (() => void) | null = null;

  constructor(parts: InterruptedJobsParts) {
    this.#parts = parts;
  }

  /**
   * Finds them, counts the chief's death for each and has them wait in the store; for a chief that runs none of its own
   * yet. Those for which there is no space are added when there is.
   */
  async queue(): Promise<void> {
    this.#left = await this.#parts.store.jobs.inStates(runningStates);
    await this.#queueAll(() => {});
  }

  stop(): void {
    this.#cancel?.();
  }

  async #queueAll(add: (job: StoredJob) => void): Promise<void> {
    const { home, clock, log } = this.#parts;
    const left = [...this.#left];
    try {
      for (let job = left[0]; job !== undefined; job = left[0]) {
        const waiting = await countChiefDeath(job, await usageOf(jobFolder(home, job.id)), this.#parts);
        left.shift();
        if (waiting !== null) add(waiting);
      }
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      log.warn({ err: error }, 'jobs of before go on when there is room on the disk');
      this.#left = left;
      this.#cancel = clock.after(againMs, () => {
        this.#queueAll(this.#parts.add).catch((err: unknown) =>
          log.error({ err }, 'jobs of before do not go on'),
        );
      });
    }
  }
}
