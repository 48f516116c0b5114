import type { Finding } from '../../checks/finding.ts';
import { prettyFindings } from '../../checks/formats/pretty.ts';
import type { PackageSource } from '../../package/package-source.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from './style.ts';

/** Findings as `butcher validate` shows them. */
export async function findingsText(
  findings: readonly Finding[],
  source: PackageSource | null,
  { stderr, env }: CliIo,
): Promise<string> {
  return prettyFindings(findings, source, styleFor(stderr, env), stderr.columns);
}
