import type { LoopLagFigures } from '../host/loop-lag.ts';
import type { FailureCode } from '../model/failures.ts';
import type { JobState } from '../model/job-report.ts';
import type { Refusal } from '../runtime/dial-in-refusals.ts';
import type { CarriedBytes } from '../runtime/runtime.ts';
import type { Costs } from '../store/accounts.ts';
import type { SeenMachine } from './seen-machines.ts';

/** Figures of a chief since it was started, for whoever shows them. Reading costs nothing. */
export interface ChiefMetrics {
  /** Of this moment. */
  jobsByState(): Promise<Readonly<Partial<Record<JobState, number>>>>;
  slots(): { readonly total: number; readonly shared: number };
  /** Results that wait to be merged, over all running jobs. */
  mergeLag(): number;
  /** Jobs that started containers wait for. */
  warmJobs(): number;
  /** How late this process's event loop was since this was last asked. */
  loopLag(): LoopLagFigures;
  /** The disk of the home, in bytes, as last measured. */
  disk(): { readonly freeBytes: number; readonly totalBytes: number; readonly reserveBytes: number };
  /** What all accounts have, in bytes; content that several own counts for each. */
  storedBytes(): Promise<Readonly<Record<StoredKind, number>>>;
  /** What accounts have used up since they were made. */
  costs(): Promise<Readonly<Record<string, Costs>>>;
  /** What keeps jobs from being run; none: they are. */
  holds(): Promise<readonly Hold[]>;
  /** For how long the job has waited that waits longest; 0 where none does. */
  oldestQueuedMs(): number;
  /** What each account has, in bytes. */
  accountBytes(): Promise<ReadonlyMap<string, Readonly<Record<StoredKind, number>>>>;
  /** Machines that workers run on. */
  nodes(): readonly SeenMachine[];
  /** Bytes over the network to and from the workers on each machine, by its name; none where there is one machine. */
  nodeBytes(): ReadonlyMap<string, CarriedBytes>;
  /** What accounts are still to be told at the addresses that they gave. */
  webhooksWaiting(): Promise<number>;
  readonly totals: Readonly<ChiefTotals>;
  /** Called with the seconds from a job's acceptance to its first containers, and from there to its end. */
  onQueued: (seconds: number) => void;
  onRan: (seconds: number) => void;
}

/** The chief itself (it starts or stops), its disk, its engine. */
export type Hold = 'chief' | 'disk' | 'engine';

/** What takes space, stored (`packages` to `audit`) or on its way to it. */
export type StoredKind =
  | 'packages'
  | 'datasets'
  | 'libraries'
  | 'jobs'
  | 'cache'
  | 'bundles'
  | 'audit'
  | 'incoming'
  | 'running';

/** Counters that only grow. */
export interface ChiefTotals {
  fragments: number;
  results: number;
  merged: number;
  retried: number;
  bytesIn: number;
  bytesOut: number;
  containerStarts: number;
  containerStartsFailed: number;
  jobsAccepted: number;
  readonly jobsEnded: Partial<Record<JobState, number>>;
  readonly failures: Partial<Record<FailureCode, number>>;
  strikes: number;
  /** Tries to tell an account something, by what came of them. */
  readonly webhookTries: Record<'delivered' | 'failed' | 'given-up', number>;
  /** Calls of the store that failed. */
  storeErrors: number;
  /** Workers that were lost with their machine. */
  workersLost: number;
  /** Who dialled in as a worker and was sent away, by reason. */
  readonly dialInsRefused: Record<Refusal, number>;
}
