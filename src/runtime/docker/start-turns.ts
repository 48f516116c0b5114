interface Waiting {
  readonly jobId: string;
  readonly begin: () => void;
}

/**
 * Lets only so many containers start at once, whoever's they are: starting is work for processors, and more of it at a
 * time makes nothing sooner but keeps jobs that run, and those that want to end, waiting. The next turn is that of the
 * job with the fewest starts under way, so that many workers of one do not hold up another; among equals the first to
 * ask.
 */
export class StartTurns {
  #free: number;
  readonly #underway = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does `start` when it is the job's turn. Rejects with the signal's reason when it is aborted before. */
  async take<T>(jobId: string, signal: AbortSignal, start: () => Promise<T>): Promise<T> {
    await this.#turn(jobId, signal);
    try {
      return await start();
    } finally {
      this.#count(jobId, -1);
      this.#free += 1;
      this.#next();
    }
  }

  #turn(jobId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { jobId, begin };
      signal.addEventListener('abort', leave);
      this.#waiting.add(waiting);
      this.#next();
    });
  }

  #next(): void {
    while (this.#free > 0 && this.#waiting.size > 0) {
      const next = [...this.#waiting].reduce((best, one) =>
        this.#count(one.jobId) < this.#count(best.jobId) ? one : best,
      );
      this.#waiting.delete(next);
      this.#free -= 1;
      this.#count(next.jobId, 1);
      next.begin();
    }
  }

  /** How many of the job's starts are under way, with so many more. */
  #count(jobId: string, more = 0): number {
    const count = (this.#underway.get(jobId) ?? 0) + more;
    if (count === 0) this.#underway.delete(jobId);
    else this.#underway.set(jobId, count);
    return count;
  }
}
