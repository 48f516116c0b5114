import type { Role } from '../bridge/messages.ts';
import type { Params } from '../params/params.ts';
import type { Failure } from './failures.ts';
import type { Distribution } from './libraries.ts';
import type { ResultFiles } from './result-files.ts';

export const jobStates = [
  'queued',
  'preparing',
  'running',
  'packing',
  'done',
  'refused',
  'failed',
  'cancelled',
  'interrupted',
] as const;

export type JobState = (typeof jobStates)[number];

export interface JobCounts {
  /** Yielded by the splitter so far. */
  readonly fragments: number;
  readonly results: number;
  readonly merged: number;
  /** Out of tries or raised; with `--on-error skip` these are also `skipped`. */
  readonly failed: number;
  readonly skipped: number;
  /** Tries beyond each fragment's first. */
  readonly retried: number;
}

/**
 * Highest memory use of any one container of each role in this run of the job, in bytes, as the kernel counts it for
 * the limit: files that it caches are included. Null where none ran or it could not be read.
 */
export type PeakMemory = Readonly<Record<Role, number | null>>;

export const unknownPeaks: PeakMemory = { splitter: null, worker: null, merger: null };

/**
 * Processor time of all containers of each role in this run of the job, in seconds, as far as it could be seen: what
 * one used after it was last looked at is not in it. Null where none ran or it could not be read.
 */
export type CpuSeconds = Readonly<Record<Role, number | null>>;

export const unknownCpu: CpuSeconds = { splitter: null, worker: null, merger: null };

/** What all runs of a job together took, as far as it could be seen. */
export interface JobWork {
  /** Where fragments were tried: the name of the machine, null for the chief's own engine, and how many tries. */
  readonly machines: readonly { readonly node: string | null; readonly attempts: number }[];
  /** Results that were kept although the processor has changed since: at most so many count. */
  readonly fromEarlierProcessor: number;
  readonly cpuSeconds: CpuSeconds;
  readonly peakMemory: PeakMemory;
}

/** Machines that a report names. */
export const mostMachinesNamed = 100;

/** Where workers of a job ran. */
export interface MachineUse {
  /** Null: the chief's own engine. */
  readonly name: string | null;
  /** Workers that began there, one after the other or at once. */
  readonly workers: number;
  /** Of those, how many were lost with the machine. */
  readonly lost: number;
}

/** Fragments that a report names of those left out. */
export const mostLeftOut = 10;

/** A fragment that the results are without, and why. */
export interface FragmentLeftOut extends Pick<Failure, 'code' | 'message' | 'file' | 'line'> {
  /** Counted from 1. */
  readonly fragment: number;
  /** Its first bytes, as Python shows them; null where they were not kept. */
  readonly begins: string | null;
}

/** What a job came to; the object that `--report`, `--json` and HTTP show. */
export interface JobSummary {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  /** Digest of the package; null where it could not be read. */
  readonly package: string | null;
  /** Name of the dataset. */
  readonly dataset: string | null;
  readonly counts: JobCounts;
  readonly bytes: { readonly in: number; readonly out: number };
  /** `running` is from the first pull to the end of `finish`. */
  readonly seconds: { readonly preparing: number; readonly running: number; readonly packing: number };
  readonly peakMemory: PeakMemory;
  readonly workers: number;
  readonly engine: string;
  /**
   * The first {@link mostMachinesNamed} machines that workers of this run of the job had, in the order of their first;
   * absent where all were on the chief's own engine.
   */
  readonly machines?: readonly MachineUse[];
  /** Absent for jobs from before it was noted. */
  readonly cpuSeconds?: CpuSeconds;
  /** Id of the image that its sandboxes were made of; absent where there was none, or from before it was noted. */
  readonly image?: string;
  /** Libraries that were installed for the package, by name; none where the image has all that it asks for. */
  readonly distributions: readonly Distribution[];
  readonly warnings: readonly string[];
  readonly failure: Failure | null;
  /** Those of the job; absent where its package declares none. */
  readonly params?: Params;
  /** The first {@link mostLeftOut} of the fragments that were left out; absent where there are none. */
  readonly leftOut?: readonly FragmentLeftOut[];
  /** What the results tar holds; absent where there is none, and for jobs from before it was noted. */
  readonly files?: ResultFiles;
}

export interface JobReport {
  readonly type: 'report';
  readonly job: JobSummary;
  /** Path of the results tar or folder, once there is one. */
  readonly results: string | null;
}

/** A summary as it was written, maybe by a version that noted neither peaks of memory nor libraries. */
export function completeSummary(
  written: Omit<JobSummary, 'peakMemory' | 'distributions'> & Partial<JobSummary>,
): JobSummary {
  const { peakMemory = unknownPeaks, distributions = [] } = written;
  return { ...written, peakMemory, distributions };
}
