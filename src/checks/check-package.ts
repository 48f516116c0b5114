import type { CheckReport, Finding, Severity } from '../model/finding.ts';
import { tightened } from '../model/job-limits.ts';
import type { Limits } from '../model/limits.ts';
import type { PackageFile, PackageSource } from '../model/package-source.ts';
import { decodeSource } from '../package/decode-source.ts';
import { analysedPackage } from './analysed-package.ts';
import { findingAbout } from './make-finding.ts';
import { buildPackageModel } from './model/build-package-model.ts';
import { roleDigests } from './reach/role-digests.ts';
import { report } from './report.ts';
import { remembering, ruffLinter } from './ruff/ruff-linter.ts';
import type { CheckContext, PythonSources } from './rule.ts';
import { rules, sourceRules } from './rules.ts';
import { weighFindings } from './weigh-findings.ts';

export interface CheckOptions {
  /** The package is about to be run, not only looked at. */
  readonly forRun: boolean;
  /** The processor comes from elsewhere, so a missing Processor.py is no fault. */
  readonly processorSupplied?: boolean;
  readonly strict: boolean;
  /** What `yield` outside the splitter counts as; an error unless an operator has relaxed it. */
  readonly helperGenerators?: Severity;
  /** Workers may run on other machines than the splitter, and so without the data. */
  readonly remoteWorkers?: boolean;
  /** The chief's limits; the package's manifest may tighten them. */
  readonly limits: Limits;
}

/** Parsing takes some 200 bytes per byte of source: a larger file is data, and is refused rather than read. */
const maxSourceBytes = 4 * 1024 * 1024;
const notModelled: readonly string[] = ['BUT105', 'BUT106', 'BUT505'];

/** Checks a package against every rule. Nothing of it is executed. Never throws, whatever is in the files. */
export async function checkPackage(source: PackageSource, options: CheckOptions): Promise<CheckReport> {
  const context: CheckContext = {
    limits: tightened(options.limits, source.manifest?.limits ?? {}),
    forRun: options.forRun,
    processorSupplied: options.processorSupplied ?? false,
    strict: options.strict,
    helperGenerators: options.helperGenerators ?? 'error',
    remoteWorkers: options.remoteWorkers ?? false,
    ruff: remembering(ruffLinter()),
  };
  const findings: Finding[] = [];
  const files: PythonSources['files'] = new Map(
    [...source.files.values()].flatMap((file) => {
      if (!file.path.endsWith('.py')) return [];
      if (file.bytes.length <= maxSourceBytes) return [[file.path, decodeSource(file.bytes)] as const];
      findings.push(tooLarge(file));
      return [];
    }),
  );
  for (const rule of sourceRules) findings.push(...rule.check({ source, files }, context));
  const unreadable = new Set(
    findings.flatMap(({ rule, file }) => (notModelled.includes(rule) ? [file] : [])),
  );
  const texts = new Map<string, string>();
  for (const [path, decoded] of files) {
    if ('text' in decoded && !unreadable.has(path)) texts.set(path, decoded.text);
  }
  const analysed = analysedPackage(await buildPackageModel(source, texts));
  for (const rule of rules) findings.push(...(await rule.check(analysed, context)));
  return { ...report(weighFindings(findings, analysed.reached)), loads: roleDigests(analysed) };
}

function tooLarge({ path, bytes }: PackageFile): Finding {
  const mebibytes = (bytes.length / 1024 ** 2).toFixed(1);
  return findingAbout(
    'BUT109',
    path,
    `The source is ${mebibytes} MiB long; only files up to ${maxSourceBytes / 1024 ** 2} MiB can be checked.`,
    { help: 'Move the data out of the Python file into a data file of the package, and read it from there.' },
  );
}
