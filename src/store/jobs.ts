import type { JobState, JobSummary } from '../model/job-report.ts';
import type { JobOptions } from '../model/job-request.ts';
import type { Page, PageRequest } from './page.ts';

export interface StoredJob {
  /** Grows with every accepted job; orders lists and the queue. */
  readonly sequence: number;
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly state: JobState;
  /** Digest of its package. */
  readonly package: string;
  readonly dataset: { readonly id: string; readonly name: string } | null;
  readonly options: JobOptions;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** What it came to, once it has ended; cut where its package was purged. */
  readonly report: JobSummary | null;
  /** Bytes that its folder keeps, as last counted; and what of them are kept results and replay bundles. */
  readonly bytes: number;
  readonly cacheBytes: number;
  readonly bundleBytes: number;
  readonly purgedAtMs: number | null;
  /** What its code did and nobody has judged yet, in its chief's own words; cut where its package was purged. */
  readonly unjudged: string | null;
  /** How many chiefs died while it ran, since it last showed that it lets one live. */
  readonly chiefDeaths: number;
  /** Processor time that its containers have used, in all its runs. */
  readonly cpuSeconds: number;
  /** Null where it has always had the same package. */
  readonly mended: StoredMending | null;
}

/** What is known of a job that was given another package. */
export interface StoredMending {
  /** What it had kept counts although the processor has changed. */
  readonly keepResults: boolean;
  /** Digests of the packages that it had before, the oldest first; it may keep what they have made. */
  readonly packages: readonly string[];
}

/** Another package for a job that goes on. */
export interface MendedJob {
  readonly package: string;
  readonly options: JobOptions;
  readonly keepResults: boolean;
}

/** States that a job leaves only by being resumed. */
export const endedStates: readonly JobState[] = ['done', 'refused', 'failed', 'cancelled'];

export type NewJob = Pick<StoredJob, 'id' | 'account' | 'name' | 'package' | 'options' | 'createdAtMs'> & {
  /** Id of the dataset. */
  readonly dataset: string | null;
};

/** Most jobs that may wait, in `queued` or `interrupted`. */
export interface QueueBounds {
  readonly overall: number;
  /** Of an account that has no bound of its own. */
  readonly perAccount: number;
}

export type AcceptRefusal =
  | 'no-account'
  | 'account-blocked'
  | 'no-package'
  | 'no-dataset'
  | 'queue-full'
  | 'account-queue-full';

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly job: StoredJob }
  | { readonly kind: 'refused'; readonly reason: AcceptRefusal };

/** What may change beside the state; what is left out stays. */
export type JobChange = Partial<
  Pick<
    StoredJob,
    | 'startedAtMs'
    | 'endedAtMs'
    | 'report'
    | 'bytes'
    | 'cacheBytes'
    | 'bundleBytes'
    | 'unjudged'
    | 'chiefDeaths'
    | 'cpuSeconds'
  >
>;

export interface KeepingJob extends Pick<StoredJob, 'id' | 'account'> {
  readonly bytes: number;
}

/** Which jobs are wanted; what is left out counts for nothing. */
export interface JobFilter {
  readonly states?: readonly JobState[];
  /** Digest. */
  readonly package?: string;
  /** Id. */
  readonly dataset?: string;
  /** In the name, the id or the dataset's name; A to Z as a to z. */
  readonly text?: string;
  /** Accepted then or later, and before then. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

export interface JobQuery extends PageRequest, JobFilter {
  /** Null: of all accounts. */
  readonly owner: string | null;
}

/** So many jobs at most are looked through for one page. */
export const mostSearched = 20_000;

export interface JobStore {
  /**
   * Puts a job in the queue, if the account may have jobs, owns package and dataset (an admin need not) and the queue
   * has room. The caller makes the id.
   */
  accept(job: NewJob, bounds: QueueBounds): Promise<AcceptOutcome>;
  /**
   * Puts a job that is in one of `from` back in the queue, on the same conditions as a new one, without its report.
   * Null where it is in another state, or where there is none. With `mended` it is from then on a job of that package,
   * which its account must own.
   */
  requeue(
    id: string,
    from: readonly JobState[],
    bounds: QueueBounds,
    mended?: MendedJob,
  ): Promise<AcceptOutcome | null>;
  /** Null also where it is another account's; with null for owner, whoever's. */
  find(id: string, owner: string | null): Promise<StoredJob | null>;
  /**
   * Newest first. With a filter a page may have fewer jobs than wanted, and none, although there are more: only
   * {@link mostSearched} are looked through at once.
   */
  list(query: JobQuery): Promise<Page<StoredJob>>;
  /** All jobs in these states, oldest first: what a starting chief goes on with. */
  inStates(states: readonly JobState[]): Promise<readonly StoredJob[]>;
  /**
   * Moves a job to another state if it is in one of `from`, and returns it. Null where it is not, or where there is
   * none: then nothing has changed.
   */
  move(id: string, from: readonly JobState[], to: JobState, change?: JobChange): Promise<StoredJob | null>;
  /** Changes a job whatever its state. Null where there is none. */
  change(id: string, change: JobChange): Promise<StoredJob | null>;
  /** Forgets a job that has ended or is interrupted. */
  remove(id: string, owner: string): Promise<'removed' | 'not-ended' | 'unknown'>;
  /** So many that ended before that time in one of these states, those that ended first. */
  endedBefore(states: readonly JobState[], beforeMs: number, most: number): Promise<readonly StoredJob[]>;
  /** All jobs that have something unjudged, oldest first. */
  unjudged(): Promise<readonly StoredJob[]>;
  /** Of the jobs that failed or were cancelled, so many that keep most for going on, in bytes; the most first. */
  keeping(most: number): Promise<readonly KeepingJob[]>;
  /** Ids of the jobs whose package was purged. */
  purged(): Promise<readonly string[]>;
  /** How many jobs are in each state that any job is in, of one account or, with null, of all. */
  counts(owner: string | null): Promise<Readonly<Partial<Record<JobState, number>>>>;
}
