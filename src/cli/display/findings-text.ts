import { prettyFindings, prettySummary } from '../../checks/formats/pretty.ts';
import type { CheckReport } from '../../model/finding.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from './style.ts';

/** A report on stderr, as `butcher validate` shows it. */
export function findingsText(report: CheckReport, source: PackageSource | null, io: CliIo): string {
  const style = styleFor(io.stderr, io.env);
  const { findings, errors, warnings } = report;
  const shown = prettyFindings(findings, source, style, io.stderr.columns, errors + warnings);
  return `${shown}${prettySummary(report, style)}\n`;
}
