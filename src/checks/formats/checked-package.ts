import type { CheckReport } from '../../model/finding.ts';
import type { PackageSource } from '../../model/package-source.ts';

/** What a report format shows. */
export interface CheckedPackage {
  readonly report: CheckReport;
  /** Null where the package could not be read as a whole. */
  readonly source: PackageSource | null;
  /**
   * Where the package's files are for whoever reads the report: a folder relative to the working directory, with `/`
   * at the end, or empty.
   */
  readonly prefix: string;
}

/** A finding's file as the reader of the report finds it. */
export function reportedPath({ prefix }: CheckedPackage, file: string): string {
  return `${prefix}${file}`;
}
