import type { Finding, Severity } from '../model/finding.ts';
import type { SyntaxNode } from './model/syntax-tree.ts';
import { type RuleId, ruleTable } from './rule-table.ts';

/** Where a finding points to: a node, or a part of the text from its `start` to its `end` (UTF-16 offsets). */
export type FindingPlace =
  | SyntaxNode
  | { readonly tree: SyntaxNode['tree']; readonly start: number; readonly end: number };

/** Makes a finding at a place in a Python file; severity and help are the rule table's unless given. */
export function findingAt(
  rule: RuleId,
  file: string,
  place: FindingPlace,
  message: string,
  rest: { readonly help?: string; readonly severity?: Severity } = {},
): Finding {
  const start = place.tree.positions.at(place.start);
  const end = place.tree.positions.at(place.end);
  return {
    rule,
    severity: rest.severity ?? ruleTable[rule].severity,
    message,
    help: rest.help ?? ruleTable[rule].help,
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** Makes a finding about a file as a whole. */
export function findingAbout(
  rule: RuleId,
  file: string,
  message: string,
  rest: { readonly help?: string; readonly severity?: Severity } = {},
): Finding {
  return {
    rule,
    severity: rest.severity ?? ruleTable[rule].severity,
    message,
    help: rest.help ?? ruleTable[rule].help,
    file,
    line: null,
    column: null,
    endLine: null,
    endColumn: null,
  };
}
