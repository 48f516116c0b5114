import type { Finding } from '../../model/finding.ts';
import { inertText } from '../../text/inert-text.ts';
import { type CheckedPackage, reportedPath } from './checked-package.ts';

/** GitHub's workflow commands, one line per finding, which it shows beside the code. */
export function githubAnnotations(checked: CheckedPackage): string {
  return checked.report.findings.map((finding) => `${annotation(checked, finding)}\n`).join('');
}

function annotation(checked: CheckedPackage, finding: Finding): string {
  const { rule, severity, message, help, file, line, column, endLine, endColumn } = finding;
  const properties: [string, string | number | null][] = [
    ['file', reportedPath(checked, file)],
    ['line', line],
    ['endLine', endLine],
    ['col', column],
    // Columns are understood within one line only.
    ['endColumn', line === endLine && endColumn !== null && endColumn > 1 ? endColumn - 1 : null],
    ['title', rule],
  ];
  const given = properties.filter(([, value]) => value !== null);
  const list = given.map(([name, value]) => `${name}=${escapedProperty(String(value))}`).join(',');
  return `::${severity} ${list}::${escapedData(inertText(`${message}\n${help}`))}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
