import type { Finding, Severity } from '../model/finding.ts';
import type { Limits } from '../model/limits.ts';
import type { PackageSource } from '../model/package-source.ts';
import type { DecodedSource } from '../package/decode-source.ts';
import type { AnalysedPackage } from './analysed-package.ts';
import type { RuffLinter } from './ruff/ruff-linter.ts';
import type { RuleId } from './rule-table.ts';

/** One family of checks: a pure function from a package's model to findings, in any order. */
export interface Rule {
  /** The rules under which it may give findings; ruff's own codes come on top where it runs ruff. */
  readonly ids: readonly RuleId[];
  check(model: AnalysedPackage, context: CheckContext): Iterable<Finding> | Promise<Iterable<Finding>>;
}

/** What a check knows apart from the package. */
export interface CheckContext {
  /** The chief's limits, tightened by the package's manifest. */
  readonly limits: Limits;
  /** The package is about to be run, not only looked at. */
  readonly forRun: boolean;
  /** The processor comes from elsewhere, so a missing Processor.py is no fault. */
  readonly processorSupplied: boolean;
  readonly strict: boolean;
  /** What `yield` outside the splitter counts as. */
  readonly helperGenerators: Severity;
  /** Workers may run on other machines than the splitter. */
  readonly remoteWorkers: boolean;
  /** Ruff, which answers from memory what it was asked before. */
  readonly ruff: RuffLinter;
}

/**
 * A check of the sources as text, made before there is a model. A file for which it gives BUT105, BUT106 or BUT505
 * is left out of the model, so that other rules do not judge what cannot be parsed.
 */
export interface SourceRule {
  readonly ids: readonly RuleId[];
  check(sources: PythonSources, context: CheckContext): Iterable<Finding>;
}

/** The package with its Python files decoded, by path; those too large to be checked are not among them. */
export interface PythonSources {
  readonly source: PackageSource;
  readonly files: ReadonlyMap<string, DecodedSource>;
}
