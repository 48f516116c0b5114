import type { CheckReport, Severity } from '../model/finding.ts';
import type { Limits } from '../model/limits.ts';
import type { PackageSource } from '../model/package-source.ts';
import { limitsForLoading } from '../package/limits-for-loading.ts';
import { loadPackage } from '../package/load-package.ts';
import { checkPackage } from './check-package.ts';
import { report, withLoading } from './report.ts';

export interface ValidateOptions {
  /** The limits that the package must keep. */
  readonly limits: Limits;
  /**
   * The limits that its manifest may not exceed; they differ from `limits` where those are tightened for this one
   * check.
   */
  readonly chiefLimits?: Limits;
  readonly strict: boolean;
  /** What `yield` outside the splitter counts as; an error unless an operator has relaxed it. */
  readonly helperGenerators?: Severity;
  /** Workers may run on other machines than the splitter, and so without the data. */
  readonly remoteWorkers?: boolean;
  /** The package is about to be run: a missing processor is an error. */
  readonly forRun?: boolean;
  /** What the author called an archive that lies under another name. */
  readonly fileName?: string;
}

export type Validation =
  | {
      readonly kind: 'checked';
      /** Null where the package cannot be read as a whole. */
      readonly source: PackageSource | null;
      readonly report: CheckReport;
    }
  /** There is no package at the path; one sentence. */
  | { readonly kind: 'wrong-usage'; readonly message: string };

/** Loads the package at a path and checks it against every rule. Nothing of it is executed. */
export async function validatePackage(path: string, options: ValidateOptions): Promise<Validation> {
  const {
    limits,
    chiefLimits = limits,
    strict,
    forRun = false,
    helperGenerators = 'error',
    remoteWorkers = false,
    fileName,
  } = options;
  const loaded = await loadPackage(
    path,
    limitsForLoading(chiefLimits, limits),
    fileName === undefined ? {} : { fileName },
  );
  if (loaded.kind === 'wrong-usage') return loaded;
  const { source, findings } = loaded;
  if (source === null) return { kind: 'checked', source, report: report(findings) };
  const checked = await checkPackage(source, { forRun, strict, helperGenerators, remoteWorkers, limits });
  return { kind: 'checked', source, report: withLoading(findings, checked) };
}
