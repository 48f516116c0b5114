import type { JobState } from '../model/job-report.ts';
import type { StoredKind } from './chief-metrics.ts';
import type { SeenMachine } from './seen-machines.ts';

/** Jobs of the queue that are shown. */
export const mostQueued = 500;
/** Machines that are shown. */
export const mostMachinesShown = 1000;

/** A job that waits or runs. Of another account's, whoever is no operator learns only that it is there. */
export interface MachineJob {
  /** Its place among those that wait, counted from 1; null: it runs. */
  readonly position: number | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly account: string | null;
  readonly state: JobState;
  readonly createdAtMs: number | null;
  /** Workers that it has, or where it waits those that it wants. */
  readonly workers: number;
  /** What its containers may take, in bytes; where it waits, with a single worker. */
  readonly memoryBytes: number;
  /** The end of "it waits for …"; null: for nothing. */
  readonly waitsFor: string | null;
}

/** The machine of a chief and what is queued for it. */
export interface MachineView {
  readonly version: string;
  readonly ready: boolean;
  /** Why no job is run now, a sentence each. */
  readonly holds: readonly { readonly what: 'chief' | 'disk' | 'engine'; readonly message: string }[];
  /** Such as `docker 20.10.24`; null where it does not answer. */
  readonly engine: string | null;
  /** Id of the sandbox image; null: no job has needed it since the chief began. */
  readonly image: string | null;
  readonly slots: { readonly total: number; readonly shared: number };
  /** Machines that workers run on, where there may be many; null: they run on this one. */
  readonly machines: {
    readonly ready: number;
    readonly draining: number;
    readonly down: number;
    /** The first of them, for operators. */
    readonly list: readonly SeenMachine[] | null;
  } | null;
  readonly runningJobs: { readonly now: number; readonly most: number };
  readonly memory: { readonly totalBytes: number; readonly claimedBytes: number };
  readonly disk: {
    readonly freeBytes: number;
    readonly totalBytes: number;
    readonly reserveBytes: number;
    /** What all accounts have, by kind; null for those who are no operators. */
    readonly stored: Readonly<Record<StoredKind, number>> | null;
  };
  /** How many jobs are in each state: those that the account may see. */
  readonly jobs: Readonly<Partial<Record<JobState, number>>>;
  readonly running: readonly MachineJob[];
  /** The first {@link mostQueued} that wait, in the order in which they will be begun; `queueLength` counts all. */
  readonly queue: readonly MachineJob[];
  readonly queueLength: number;
}
