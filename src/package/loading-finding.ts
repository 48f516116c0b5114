import type { Finding, Severity } from '../model/finding.ts';
import { compareCodePoints } from '../text/code-points.ts';

/** The rules that loading alone can tell. */
export type LoadingRule =
  | 'BUT101'
  | 'BUT102'
  | 'BUT103'
  | 'BUT104'
  | 'BUT107'
  | 'BUT108'
  | 'BUT109'
  | 'BUT110';

/** A place in a file; lines and columns count from 1, columns in characters. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const noPlace = { line: null, column: null, endLine: null, endColumn: null } as const;

/** Makes a finding; an error, about the file as a whole, unless `rest` says otherwise. */
export function loadingFinding(
  rule: LoadingRule,
  file: string,
  message: string,
  help: string,
  rest: { readonly severity?: Severity; readonly span?: Span | null } = {},
): Finding {
  return { rule, severity: rest.severity ?? 'error', message, help, file, ...(rest.span ?? noPlace) };
}

/** File (code points), line, column, rule. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (left, right) =>
      compareCodePoints(left.file, right.file) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      (left.column ?? 0) - (right.column ?? 0) ||
      compareCodePoints(left.rule, right.rule),
  );
}
