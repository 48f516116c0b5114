import { jobFolder } from '../../home/job-folders.ts';
import type { Clock } from '../../model/clock.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import { usageOf } from './job-files.ts';
import { runningStates } from './run-stored-job.ts';

export interface InterruptedJobsParts {
  readonly home: string;
  readonly store: Pick<Store, 'jobs'>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  /** Takes a job that the store says waits. */
  readonly add: (job: StoredJob) => void;
}

/** How long to wait for room before they are looked at again. */
const againMs = 2000;

/** The jobs that ran when an earlier chief died: they go on, later where there is no space now to say so. */
export class InterruptedJobs {
  readonly #parts: InterruptedJobsParts;
  #ids: readonly string[] = [];
  #cancel: (() => void) | null = null;

  constructor(parts: InterruptedJobsParts) {
    this.#parts = parts;
  }

  /** Finds them and lets them wait; for a chief that runs none of its own yet. Returns how many there are. */
  async queue(): Promise<number> {
    this.#ids = (await this.#parts.store.jobs.inStates(runningStates)).map(({ id }) => id);
    await this.#queueAll();
    return this.#ids.length;
  }

  stop(): void {
    this.#cancel?.();
  }

  async #queueAll(): Promise<void> {
    const { home, store, clock, log, add } = this.#parts;
    const left = [...this.#ids];
    try {
      for (let id = left[0]; id !== undefined; id = left[0]) {
        const job = await store.jobs.move(
          id,
          runningStates,
          'interrupted',
          await usageOf(jobFolder(home, id)),
        );
        left.shift();
        if (job !== null) add(job);
      }
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      log.warn({ err: error }, 'jobs of before go on when there is room on the disk');
      this.#ids = left;
      this.#cancel = clock.after(againMs, () => {
        this.#queueAll().catch((err: unknown) => log.error({ err }, 'jobs of before do not go on'));
      });
    }
  }
}
