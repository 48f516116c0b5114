import type { Finding } from '../../checks/finding.ts';
import { codeFrame } from '../../code-frame.ts';
import { inertLine, inertText } from '../../inert-text.ts';
import type { PackageSource } from '../../package/package-source.ts';
import type { CliIo } from '../cli-io.ts';

/** Findings as `butcher validate` shows them. */
export async function findingsText(
  findings: readonly Finding[],
  source: PackageSource | null,
  _io: CliIo,
): Promise<string> {
  const texts = findings.map(({ rule, severity, message, help, file, ...span }) => {
    const place = span.line === null ? file : `${file}:${span.line}:${span.column}`;
    const bytes = source?.files.get(file)?.bytes;
    const frame =
      span.line === null || bytes === undefined
        ? []
        : codeFrame(bytes.toString(), { ...span, line: span.line });
    return [
      `${inertLine(place)}: ${severity} ${rule}: ${inertText(message)}`,
      ...frame,
      `  help: ${inertText(help)}`,
      '',
    ];
  });
  return `${texts.flat().join('\n')}\n`;
}
