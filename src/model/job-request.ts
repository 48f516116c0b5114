import type { Params } from '../params/params.ts';
import type { Limits } from './limits.ts';
import type { PackageSource } from './package-source.ts';

/** Locked-down containers, or plain processes that isolate nothing. */
export type RuntimeKind = 'docker' | 'process' | 'swarm';

export interface JobOptions {
  readonly workers: number;
  /** Merge in causal order; false merges results as they arrive. */
  readonly ordered: boolean;
  /** Keep results until the job has ended, so that it can be resumed and a dead merger replaced. */
  readonly resume: boolean;
  /** How often a fragment is tried again after its container died. */
  readonly retries: number;
  readonly onError: 'fail' | 'skip';
  /** With `skip`: more failed fragments than this fail the job. Percent is of the fragments yielded. */
  readonly maxFailed: { readonly count: number } | { readonly percent: number } | null;
  readonly limits: Limits;
  /** A job without a fragment, or without a file of results, has failed; else that is only a warning. */
  readonly strictResults?: boolean;
  /** When the job is done, the digest of each fragment's result is in `fragment-digests.jsonl` in its folder. */
  readonly fragmentDigests?: boolean;
  /** What the package's parameters are, its defaults among them; left out where it declares none. */
  readonly params?: Params;
  /** Only so many fragments, the first, to see how they go: one worker takes them, and no results are kept. */
  readonly firstFragments?: number;
  /** `runsc` for gVisor; null is the engine's default. */
  readonly ociRuntime: string | null;
}

/** Everything a job is; the same for `butcher run` and the service. */
export interface JobRequest {
  /** Unique. */
  readonly id: string;
  /** Shown to people and to user code; need not be unique. */
  readonly name: string;
  readonly source: PackageSource;
  /** Host path of a file or folder and the name user code sees. */
  readonly dataset: { readonly path: string; readonly name: string } | null;
  readonly options: JobOptions;
  /** The job's own folder (journal, results cache, results, bundles); made by the job if missing. */
  readonly folder: string;
  /** Go on from the journal in the folder; refused when it is of a job made of other parts. */
  readonly resuming: boolean;
  /** The package need not be the one that the job began with; left out: it must be. */
  readonly mended?: MendedPackage;
}

/** How a job goes on with a package that is not the one it began with. */
export interface MendedPackage {
  /** What is kept counts although the processor has changed. */
  readonly keepResults: boolean;
}
