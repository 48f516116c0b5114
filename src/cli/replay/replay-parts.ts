import type { ReplayBundle } from '../../jobs/replay/replay-bundle.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { Params } from '../../params/params.ts';

/** A fragment that is to be processed once more, wherever it was kept. */
export interface FragmentToReplay {
  /** Names the containers; that of a job of this home, else a new one. */
  readonly id: string;
  readonly jobName: string;
  readonly bundle: ReplayBundle;
  readonly bytes: Buffer;
  readonly dataset: { readonly path: string; readonly name: string } | null;
  readonly limits: Limits;
  /** Those of the job; left out where the package declares none. */
  readonly params?: Params;
  readonly ociRuntime: string | null;
}

/** All that a replay needs, whatever runs it. */
export interface ReplayParts {
  readonly fragment: FragmentToReplay;
  readonly source: PackageSource;
  /** Private folder, removed afterwards. */
  readonly folder: string;
}
