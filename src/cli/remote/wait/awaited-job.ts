import type { ResultsTarget } from '../../../home/job-record.ts';
import type { PackageSource } from '../../../model/package-source.ts';

/** What one who waits for a job wants in the end. */
export interface AwaitedJob {
  /** The package where it is on this machine, to show places in it. */
  readonly source: PackageSource | null;
  /** Where the results go; null: they stay with the chief. */
  readonly out: ResultsTarget | null;
  readonly reportPath: string | null;
}
