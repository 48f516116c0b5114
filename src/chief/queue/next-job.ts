import { type Standing, usualStanding } from './shares.ts';

/** A job that waits to be run, or runs. */
export interface Claimant {
  readonly id: string;
  readonly account: string;
  /** Orders jobs by their acceptance. */
  readonly sequence: number;
  /** Memory that its containers may take with a single worker, in bytes: further ones give way. */
  readonly memoryBytes: number;
  /** What its account has been given; left out: as others. */
  readonly standing?: Standing;
}

export interface RunningBounds {
  /** Jobs that run at once, of all accounts together. */
  readonly running: number;
  /** How many more may run where each of them is its account's only one. */
  readonly reserved: number;
  /** Memory that the containers of all of them may take, in bytes. */
  readonly memoryBytes: number;
  /** The same for one that runs alone, when nothing is kept for others; what would take more waits. */
  readonly aloneBytes: number;
}

/**
 * The job to start next, or null where none may: that of the account which has the fewest running by its weight, of
 * equals the one that `had` the least worker time, and of those the one that waits longest. One that does not fit into
 * the memory that is left lets only accounts pass that have nothing running, and nobody any more once all that runs was
 * accepted after it, so that it is not passed for ever; a job that only fits alone runs when nothing else does. Those
 * that do not even then are not to be in `waiting`, which is in the order of waiting.
 */
export function nextJob<Job extends Claimant>(
  waiting: Iterable<Job>,
  running: readonly Claimant[],
  bounds: RunningBounds,
  had: (account: string) => number = () => 0,
): Job | null {
  const ofAccount = new Map<string, number>();
  let leftBytes = bounds.memoryBytes;
  for (const { account, memoryBytes } of running) {
    ofAccount.set(account, (ofAccount.get(account) ?? 0) + 1);
    leftBytes -= memoryBytes;
  }
  const own = ({ account }: Claimant) => ofAccount.get(account) ?? 0;
  const part = (job: Claimant) => own(job) / (job.standing ?? usualStanding).weight;
  // Each job has a worker at least.
  const mayMore = (job: Claimant) => own(job) < (job.standing ?? usualStanding).slots;
  const fits = ({ memoryBytes }: Claimant) => running.length === 0 || memoryBytes <= leftBytes;
  const heads = firstOfEach(waiting).filter(mayMore);
  const fewest = (jobs: readonly Job[]) =>
    least(jobs, (a, b) => part(a) - part(b) || had(a.account) - had(b.account));
  const first = fewest(heads);
  if (first === null) return null;
  if (!fits(first) && running.every(({ sequence }) => sequence > first.sequence)) return null;
  const next = fits(first) ? first : fewest(heads.filter((job) => own(job) === 0 && fits(job)));
  if (next === null) return null;
  const room = bounds.running + (own(next) === 0 ? bounds.reserved : 0);
  return running.length < room ? next : null;
}

/** Whether such a job can run at all, if nothing else does. */
export function fitsAlone(
  { memoryBytes }: Pick<Claimant, 'memoryBytes'>,
  { aloneBytes }: Pick<RunningBounds, 'aloneBytes'>,
): boolean {
  return memoryBytes <= aloneBytes;
}

/** Of each account the job that waits longest. */
function firstOfEach<Job extends Claimant>(waiting: Iterable<Job>): readonly Job[] {
  const first = new Map<string, Job>();
  for (const job of waiting) if (!first.has(job.account)) first.set(job.account, job);
  return [...first.values()];
}

/** The first of those that no other is less than. */
function least<Job>(jobs: readonly Job[], compare: (a: Job, b: Job) => number): Job | null {
  let next: Job | null = null;
  for (const job of jobs) if (next === null || compare(job, next) < 0) next = job;
  return next;
}
