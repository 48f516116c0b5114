import type { Finding } from '../../model/finding.ts';
import { isRuleId, ruleTable } from '../rule-table.ts';
import { type CheckedPackage, reportedPath } from './checked-package.ts';

/** SARIF 2.1.0, with the properties that code hosts ask for (rule descriptions and help, regions, relative paths). */
export function sarifReport(checked: CheckedPackage, version: string): string {
  const { findings } = checked.report;
  const ids = [...new Set(findings.map(({ rule }) => rule))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'butcher', semanticVersion: version, rules: ids.map(describedRule) } },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that butcher was run in.' } } },
        results: findings.map((finding) => resultOf(checked, finding, ids.indexOf(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describedRule(id: string) {
  if (!isRuleId(id)) {
    const text = `Pyflakes finding ${id}.`;
    return {
      id,
      shortDescription: { text },
      fullDescription: { text },
      help: { text: 'Correct the line: it most likely does not do what was meant.' },
      defaultConfiguration: { level: 'warning' },
    };
  }
  const { title, explanation, help, severity } = ruleTable[id];
  return {
    id,
    shortDescription: { text: `${title.charAt(0).toUpperCase()}${title.slice(1)}.` },
    fullDescription: { text: explanation },
    help: { text: help, markdown: `${explanation}\n\n**${help}**` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf(checked: CheckedPackage, finding: Finding, ruleIndex: number) {
  const { rule, severity, message, help, file } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${message} ${help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: asUri(reportedPath(checked, file)), uriBaseId: 'SRCROOT' },
          region: regionOf(finding),
        },
      },
    ],
  };
}

/** Code hosts show no result without a line, so a finding about a whole file is put at its beginning. */
function regionOf({ line, column, endLine, endColumn }: Finding) {
  if (line === null) return { startLine: 1 };
  return {
    startLine: line,
    ...(column === null ? {} : { startColumn: column }),
    ...(endLine === null ? {} : { endLine }),
    ...(endColumn === null ? {} : { endColumn }),
  };
}

function asUri(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}
