import type { JobReport } from '../../model/job-report.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { failureText } from '../display/failure-text.ts';
import { hanging } from '../display/hanging.ts';
import { writeJsonLine } from '../display/json-lines.ts';
import { doneText, leftText } from '../display/outcome-text.ts';
import { styleFor } from '../display/style.ts';
import { type ExitCode, exitCodeOf } from '../exit-code.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import type { Ended } from './execute-job.ts';
import { writeOutputFile } from './output-file.ts';
import type { DisplayFlags } from './run-flags.ts';

/** How a run ended, with what is needed to explain it. */
export interface Outcome extends Ended {
  /** Null where the package could not be read. */
  readonly source: PackageSource | null;
  readonly limits: Limits;
  /** File that gets the report, absolute. */
  readonly reportPath: string | null;
  /** Tells of a job in place of the lines about one that is done. */
  readonly tell?: () => Promise<void>;
  /** Where the package lies that a failed job could go on with once it is mended; null where it cannot go on. */
  readonly packagePath: string | null;
}

/** Tells people and programs how a run ended, and returns the exit code. */
export async function presentOutcome(outcome: Outcome, flags: DisplayFlags, io: CliIo): Promise<ExitCode> {
  const { report, source } = outcome;
  const style = styleFor(io.stderr, io.env);
  const { failure, state } = report.job;
  if (state !== 'refused') await outcome.tell?.();
  if (state === 'refused') {
    const { findingsText } = await import('../display/findings-text.ts');
    const { report: checked } = await import('../../checks/report.ts');
    io.stderr.write(findingsText(checked(outcome.findings), source, io));
  } else if (failure !== null && state !== 'cancelled') {
    const context = {
      limits: outcome.limits,
      source: (path: string) => source?.files.get(path)?.bytes.toString('utf8') ?? null,
      columns: io.stderr.columns || 100,
    };
    io.stderr.write(hanging(failureText(failure, context, style), io.stderr));
  }
  io.stderr.write(leftText(outcome, outcome.packagePath, io.cwd));
  const reportProblem = outcome.reportPath === null ? null : await writeReport(report, outcome.reportPath);
  if (reportProblem !== null) io.stderr.write(`${reportProblem} Only the report is lost.\n`);
  const { unproven } = outcome;
  if (unproven !== undefined) io.stderr.write(`${unproven}\n`);
  if (flags.json === true) writeJsonLine(io.stdout, report);
  else if (
    state === 'done' &&
    flags.quiet !== true &&
    outcome.unpublished === null &&
    outcome.tell === undefined
  )
    io.stdout.write(hanging(doneText(report, io.cwd, styleFor(io.stdout, io.env)), io.stdout, 'results  '));
  const code = exitCodeOf(report);
  return code === 0 && (outcome.unpublished !== null || reportProblem !== null || unproven !== undefined)
    ? 1
    : code;
}

/** Writes the whole report or none, in place of a file or through a device; returns what went wrong. */
export async function writeReport(report: JobReport, path: string): Promise<string | null> {
  try {
    await writeOutputFile(path, `${inertJson(JSON.stringify(report, null, 2))}\n`, report.job.id);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    return `The report could not be written to ${inertLine(path)}: ${systemReason(error)}.`;
  }
}
