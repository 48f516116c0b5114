import { report } from '../../checks/check-package.ts';
import { prettyFindings, prettySummary } from '../../checks/formats/pretty.ts';
import type { Finding } from '../../model/finding.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from './style.ts';

/** Findings on stderr, as `butcher validate` shows them. */
export function findingsText(findings: readonly Finding[], source: PackageSource | null, io: CliIo): string {
  const style = styleFor(io.stderr, io.env);
  return `${prettyFindings(findings, source, style, io.stderr.columns)}${prettySummary(report(findings), style)}\n`;
}
