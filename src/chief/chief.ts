import type { Readable } from 'node:stream';
import type { Estimate } from '../jobs/sample/estimate.ts';
import type { Failure } from '../model/failures.ts';
import type { CheckReport } from '../model/finding.ts';
import type { JobState } from '../model/job-report.ts';
import type { Envelope } from '../provenance/envelope.ts';
import type { Capacity } from '../runtime/runtime.ts';
import type { Account } from '../store/accounts.ts';
import type { StoredDataset } from '../store/datasets.ts';
import type { JobFilter } from '../store/jobs.ts';
import type { OwnedPackage, StoredPackage } from '../store/packages.ts';
import type { Page, PageRequest } from '../store/page.ts';
import type { Caller } from './caller.ts';
import type { ChiefMetrics } from './chief-metrics.ts';
import type { ChiefSettings } from './chief-settings.ts';
import type { ChiefUploads } from './chief-uploads.ts';
import type { JobRow, JobView } from './job-view.ts';
import type { MachineView } from './machine-view.ts';
import type { Timeline } from './picture/job-picture.ts';
import type { KeptTrial } from './picture/kept-trial.ts';
import type { SampleTable } from './picture/samples.ts';
import type { Problem } from './problem.ts';
import type { FailureGroups } from './service/failure-groups.ts';
import type { LogFilter } from './service/log-lines.ts';
import type { AccountSpaceUse } from './space/account-space.ts';
import type { Expiring } from './upkeep/expiry.ts';

/** An upload as it comes in. */
export interface Upload {
  readonly body: Readable;
  /** What the sender said that it sends; null where it did not. */
  readonly expectedBytes: number | null;
}

export interface Submission {
  /** Digest. */
  readonly package: string;
  /** Id; left out or null: no data. */
  readonly dataset?: string | null;
  /** Left out: the package's. */
  readonly name?: string;
  /** The options as they came, not checked yet; `submit` refuses those that do not have the shape of GivenOptions. */
  readonly options?: unknown;
}

/** Which jobs are wanted; `account` says whose, where that is for whoever asks to see. */
export type JobsWanted = JobFilter & { readonly account?: string };

/** How many jobs are in each state that any of them is in. */
export type JobCountsByState = Readonly<Partial<Record<JobState, number>>>;

/** One thing that happened in a job. */
export interface NumberedEvent {
  /** Names the event within its job; what a reader who comes back gives as `after`. */
  readonly id: string;
  readonly type: string;
  /** The event (a JobEvent without host paths) as one line of JSON. */
  readonly json: string;
}

/** The reader knows all that will ever happen in the job. */
export interface EventsOver {
  readonly kind: 'over';
}

/** A fragment that is out of tries. */
export interface FailedFragment {
  /** Counted from 1. */
  readonly fragment: number;
  /** `skipped`: left out of the results; `failed`: it ended the job. */
  readonly state: 'failed' | 'skipped';
  readonly attempts: number;
  readonly failure: Failure;
}

/** A file that may be streamed out; it stays until its job is deleted or run again. */
export interface ServedFile {
  readonly path: string;
  /** Where it begins in what is at the path; left out: at its beginning. */
  readonly offset?: number;
  readonly bytes: number;
}

export interface ResultsFile extends ServedFile {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Name to save it under. */
  readonly name: string;
}

export interface PublicKey {
  readonly keyid: string;
  /** PEM. */
  readonly publicKey: string;
}

/** What is directly in a folder of results. */
export interface ResultsFolder {
  readonly items: readonly {
    /** To be shown; bytes that are not UTF-8 are escaped. */
    readonly name: string;
    /** Its whole path, every byte of it, in base64url. */
    readonly key: string;
    readonly kind: 'file' | 'folder';
    /** Of a folder, all files in it at any depth: their bytes, and how many. */
    readonly bytes: number;
    readonly files: number;
  }[];
  /** The place to go on from; null: there is no more. */
  readonly next: number | null;
}

/** A file of results, which is a part of the tar. */
export interface ResultFile extends ServedFile {
  /** Differs from that of every other content. */
  readonly tag: string;
  readonly name: string;
}

export type PackageOutcome =
  | { readonly kind: 'added' | 'known'; readonly package: OwnedPackage; readonly report: CheckReport }
  /** It breaks the rules, or cannot be read; nothing was kept. */
  | { readonly kind: 'refused'; readonly report: CheckReport }
  | Problem;

/** What the checks find in a package that is not kept. */
export type CheckOutcome =
  | {
      readonly kind: 'checked';
      readonly report: CheckReport;
      /** Null where it cannot be read as a whole. */
      readonly package: Pick<StoredPackage, 'name' | 'files' | 'bytes' | 'manifest'> | null;
    }
  | Problem;

export type DatasetOutcome = { readonly kind: 'added'; readonly dataset: StoredDataset } | Problem;
export type JobOutcome = { readonly kind: 'job'; readonly job: JobView } | Problem;
export type ResumeOutcome =
  | JobOutcome
  /** The mended package breaks the rules; the job is as it was. */
  | { readonly kind: 'refused'; readonly report: CheckReport };

/** Mended code for a job that goes on. */
export interface MendedSubmission {
  /** Digest of a package of the job's account. */
  readonly package: string;
  /** What was processed counts although the processor has changed. */
  readonly keepResults?: boolean;
}
/** The same act on many jobs. */
export interface BulkRequest {
  readonly action: 'cancel' | 'delete' | 'resume';
  readonly ids: readonly string[];
  /** Why they are cancelled. */
  readonly reason: string | null;
}

/** What came of it for one of the jobs. */
export interface BulkItem {
  readonly id: string;
  /** Null: it is done. */
  readonly problem: Problem | null;
}

/** What is to be different where a job is run again as a new one; what is left out is as it was. */
export interface Rerun {
  readonly package?: string;
  readonly dataset?: string | null;
  readonly name?: string;
  /** As with {@link Submission}; limits change one by one, any other option as a whole. */
  readonly options?: unknown;
}

export interface Drained {
  readonly draining: { readonly sinceMs: number; readonly reason: string } | null;
  readonly running: number;
}

export type StopOutcome = { readonly kind: 'stopped'; readonly jobs: number } | Problem;
export type DeleteOutcome = { readonly kind: 'deleted' } | Problem;

/** What the first fragments of a job came to. */
export interface Trial {
  readonly fragments: readonly (KeptTrial['fragments'][number] & { readonly failure: Failure | null })[];
  readonly split: KeptTrial['split'];
  /** Of the file that is the data; null: there is none. */
  readonly dataBytes: number | null;
  /** Null where the job did not end well. */
  readonly estimate: Estimate | null;
}

/** How an account's jobs go, and went, in a size that does not grow with them. */
export interface ChiefPictures {
  timeline(account: Account, id: string): Promise<Timeline | Problem>;
  samples(account: Account, id: string): Promise<{ readonly samples: SampleTable } | Problem>;
  /** Of a job with `firstFragments`, once it has ended. */
  trial(account: Account, id: string): Promise<Trial | Problem>;
  /** Events `timeline`, at most four a second, until the job neither waits nor runs. */
  follow(account: Account, id: string, signal: AbortSignal): Promise<AsyncIterable<NumberedEvent> | Problem>;
}

export type SessionOutcome =
  | {
      readonly kind: 'begun';
      readonly token: string;
      readonly account: string;
      readonly admin: boolean;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'none' }
  | Problem;

/** Settings that concern accounts. */
export type ChiefTerms = Pick<
  ChiefSettings,
  | 'limits'
  | 'retention'
  | 'quotaBytes'
  | 'slots'
  | 'runningJobs'
  | 'queuedJobs'
  | 'queuedJobsPerAccount'
  | 'ociRuntimes'
  | 'webhooks'
>;

/** Whether jobs can be run now, and if not, why, and what to do about it where that is not the usual: sentences. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly help?: string };

/**
 * A chief that runs the jobs of several accounts. Every method takes the account on whose behalf it acts, as it was
 * verified just now: what belongs to another account is `not-found`, an admin sees and may do everything. A promise
 * that has been fulfilled with a success is durable.
 */
export interface Chief {
  /** Most bytes of an upload, to be told to those who upload. */
  readonly bounds: { readonly packageUploadBytes: number; readonly datasetBytes: number };
  /** What its operator has decided, as far as accounts may know it. */
  readonly terms: ChiefTerms;
  readonly metrics: ChiefMetrics;
  /** How jobs go, and went. */
  readonly pictures: ChiefPictures;
  readonly uploads: ChiefUploads;

  /** Puts in order what an earlier chief left and goes on with its jobs. Accepts nothing before: it is `not-ready`. */
  start(): Promise<void>;
  /**
   * Accepts nothing any more (`stopping`), ends running jobs so that the next start goes on with them, and returns
   * when no container is left. Readers of events see their streams end.
   */
  stop(): Promise<void>;
  /** Asks the engine, at most once in a few seconds. */
  ready(): Promise<Readiness>;
  /** Machines where workers run, with the room for workers of this chief's limits; null: the engine does not tell. */
  nodes(): Promise<Capacity | null>;

  /**
   * Receives an archive, checks it and gives it to the account. The body is read to its end, or left open where it is
   * refused before. `fileName` is the sender's name for it, used for a package without a name of its own.
   */
  addPackage(account: Caller, upload: Upload & { readonly fileName: string }): Promise<PackageOutcome>;
  packages(account: Account, page: PageRequest): Promise<Page<OwnedPackage>>;
  package(account: Account, digest: string): Promise<OwnedPackage | Problem>;
  deletePackage(account: Caller, digest: string): Promise<DeleteOutcome>;
  /** Receives an archive and checks it as {@link addPackage} does, and keeps nothing of it. */
  checkPackage(account: Caller, upload: Upload & { readonly fileName: string }): Promise<CheckOutcome>;
  /** The files of a package, by path. */
  packageFiles(
    account: Account,
    digest: string,
  ): Promise<{ readonly items: readonly { readonly path: string; readonly bytes: number }[] } | Problem>;
  packageFile(account: Account, digest: string, path: string): Promise<ServedFile | Problem>;

  /** With `folder`, the body is a tar to unpack. */
  addDataset(
    account: Caller,
    upload: Upload & { readonly name: string; readonly folder: boolean },
  ): Promise<DatasetOutcome>;
  /** Content that the account itself has already, without its bytes; `not-found` where it does not. */
  addKnownDataset(
    account: Caller,
    known: { readonly name: string; readonly folder: boolean; readonly digest: string },
  ): Promise<DatasetOutcome>;
  datasets(account: Account, page: PageRequest): Promise<Page<StoredDataset>>;
  dataset(account: Account, id: string): Promise<StoredDataset | Problem>;
  deleteDataset(account: Caller, id: string): Promise<DeleteOutcome>;

  /** Puts a job in the queue. Options are held against the same rules as those of the command line. */
  submit(account: Caller, submission: Submission): Promise<JobOutcome>;
  /** Newest first. */
  jobs(account: Account, query: PageRequest & JobsWanted): Promise<Page<JobView>>;
  /** The same as {@link jobs}, with less of each. */
  jobRows(account: Account, query: PageRequest & JobsWanted): Promise<Page<JobRow>>;
  /** Of the account's jobs, for an admin of all or of those of one account. */
  jobCounts(account: Account, of: string | null): Promise<JobCountsByState>;
  job(account: Account, id: string): Promise<JobView | Problem>;
  /**
   * Ends a job that has not ended; it can be resumed. Returns when nothing of it runs any more. The reason, as far as
   * it has one, is told in the job's failure.
   */
  cancel(account: Caller, id: string, reason?: string | null): Promise<JobOutcome>;
  /**
   * Puts a job that failed or was cancelled back in the queue, to go on where it was; with `mended` as a job of that
   * package, which is checked first.
   */
  resume(account: Caller, id: string, mended?: MendedSubmission | null): Promise<ResumeOutcome>;
  /** Puts a new job in the queue that is as another one was, but for what is said. */
  rerun(account: Caller, id: string, changes: Rerun): Promise<JobOutcome>;
  /**
   * Does the same with many jobs, and answers for each, in their order. Rejects with the signal's reason once it is
   * aborted: what was not begun is left.
   */
  bulk(account: Caller, request: BulkRequest, signal: AbortSignal): Promise<readonly BulkItem[]>;
  /** Forgets a job that has ended, with its results. */
  deleteJob(account: Caller, id: string): Promise<DeleteOutcome>;

  /** Since when and why no job is begun and nothing is taken, or null; and how many jobs still run. */
  readonly drained: Drained;
  /** Begins nothing any more and takes nothing new, saying why, until it is told null; audited. */
  drain(caller: Caller, reason: string | null): Promise<Drained>;

  /** What has been kept long enough, and would be removed now. */
  expiring(): Promise<Expiring>;
  /** Removes that now, and returns what went. */
  removeExpired(caller: Caller): Promise<Expiring | Problem>;
  /** Does what operators and owners of tokens have to be able to do on a full disk, too. */
  evenOnFullDisk<Outcome>(work: () => Promise<Outcome>): Promise<Outcome>;
  /** Ends now what accounts have running that were blocked so that it stops. */
  enforceBlocks(): Promise<void>;
  /** Ends all jobs of an account that have not ended, and tells their owner that and why; audited. */
  stopAccount(caller: Caller, name: string, reason: string | null): Promise<StopOutcome>;
  /** Ends and removes all that an account has, and the account; audited. */
  deleteAccount(caller: Caller, name: string): Promise<DeleteOutcome>;
  /** Gives a token of its account, for some hours, for a code that `makeCode` made; `none` where it is none now. */
  beginSession(code: string, from: string): Promise<SessionOutcome>;
  /** What an account has, by kind. */
  usage(account: string): Promise<AccountSpaceUse>;
  /** How the machine is and what waits for what, as far as the account may see it. */
  status(account: Account): Promise<MachineView>;

  /**
   * The account's jobs as they change, for an admin all or those of one account: events `counts` with how many are in
   * each state, which comes first, and `jobs` with rows of those that have changed and ids of those that are gone.
   * Nothing is told twice to who comes back: who follows lists the jobs once the first event has come.
   */
  followJobs(account: Account, of: string | null, signal: AbortSignal): AsyncIterable<NumberedEvent>;
  /**
   * What happens in a job, from the event after `after` (null: from the oldest that is kept) until the job has ended,
   * the last event being its report. Where `after` is not kept any more, it begins with the job and its state as they
   * are now; where it is the last one of a job that has ended, all has been told. A reader that is slower than the job
   * is told with a `warning` how much it missed; progress is only ever told as it is now. Abort the signal, or leave
   * the loop, to end.
   */
  events(
    account: Account,
    id: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<AsyncIterable<NumberedEvent> | EventsOver | Problem>;
  /** All that was kept of what the job's code printed: lines of JSON `{atMs, role, worker, fragment, text}`. */
  logs(account: Account, id: string): Promise<ServedFile | Problem>;
  /** Those of them that are wanted. */
  logLines(account: Account, id: string, filter: LogFilter): Promise<AsyncIterable<string> | Problem>;
  /** The fragments that are out of tries, by how they failed. */
  failures(account: Account, id: string): Promise<FailureGroups | Problem>;
  /** Fragments that are out of tries, by number, after number `after`. */
  fragments(
    account: Account,
    id: string,
    query: { readonly state?: FailedFragment['state']; readonly after?: number; readonly limit: number },
  ): Promise<Page<FailedFragment> | Problem>;
  /** The replay bundle of a fragment as a tar. */
  bundle(account: Account, id: string, fragment: number): Promise<Readable | Problem>;
  /** The results of a job that is done. */
  results(account: Account, id: string): Promise<ResultsFile | Problem>;
  /** What this chief signed about the results of a job that is done. */
  provenance(account: Account, id: string): Promise<Envelope | Problem>;
  /** The digests of its fragments' results, which that names: lines of JSON `{fragment, sha256, bytes}`. */
  fragmentDigests(account: Account, id: string): Promise<ResultsFile | Problem>;
  /** What verifies it. */
  publicKey(): Promise<PublicKey>;
  /** What is directly in a folder of them, the top with an empty path, sorted by bytes. */
  resultsFolder(
    account: Account,
    id: string,
    query: { readonly folder: Buffer; readonly from: number | null; readonly limit: number },
  ): Promise<ResultsFolder | Problem>;
  /** One file of them, by all bytes of its path. */
  resultFile(account: Account, id: string, path: Buffer): Promise<ResultFile | Problem>;
}
