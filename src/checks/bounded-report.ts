import { type CheckReport, type Finding, mostFindings } from '../model/finding.ts';

/** Most characters of a message or of help, which may quote names of any length; of a longer one both ends stay. */
const mostCharacters = 2000;
const lastCharacters = 500;

/**
 * A report that is no larger than people can use, however much is wrong with a package: of too many findings the errors
 * stay first, before them what makes an archive an evil one. The counts go on telling of all.
 */
export function boundedReport(report: CheckReport): CheckReport {
  const kept = new Set(
    report.findings.length <= mostFindings
      ? report.findings
      : [...report.findings].sort((one, other) => rank(one) - rank(other)).slice(0, mostFindings),
  );
  const findings = report.findings.filter((finding) => kept.has(finding));
  return { ...report, findings: findings.map(withBoundedTexts) };
}

function rank({ rule, severity }: Finding): number {
  if (rule === 'BUT108') return 0;
  return severity === 'error' ? 1 : 2;
}

function withBoundedTexts(finding: Finding): Finding {
  const { message, help } = finding;
  if (message.length <= mostCharacters && help.length <= mostCharacters) return finding;
  return { ...finding, message: bounded(message), help: bounded(help) };
}

function bounded(text: string): string {
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters - lastCharacters)}…${text.slice(-lastCharacters)}`;
}
