/** A job that waits to be run. */
export interface Waiting {
  readonly id: string;
  readonly account: string;
}

export interface RunningBounds {
  /** Jobs that run at once, of all accounts together. */
  readonly running: number;
  /** How many more may run where each of them is its account's only one. */
  readonly reserved: number;
}

/**
 * The job to start next, or null where none may: that of the account which has the fewest running, and of equals the
 * one that waits longest. `waiting` is in the order of waiting; `running` has the account of each running job.
 */
export function nextJob<Job extends Waiting>(
  waiting: Iterable<Job>,
  running: readonly string[],
  bounds: RunningBounds,
): Job | null {
  const ofAccount = new Map<string, number>();
  for (const account of running) ofAccount.set(account, (ofAccount.get(account) ?? 0) + 1);
  let next: Job | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const job of waiting) {
    const own = ofAccount.get(job.account) ?? 0;
    if (own >= fewest) continue;
    next = job;
    fewest = own;
  }
  const room = bounds.running + (fewest === 0 ? bounds.reserved : 0);
  return running.length < room ? next : null;
}
