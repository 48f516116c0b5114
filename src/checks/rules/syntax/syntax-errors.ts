import type { Finding } from '../../../model/finding.ts';
import { TextPositions } from '../../model/text-positions.ts';
import type { RuffDiagnostic } from '../../ruff/ruff-linter.ts';
import type { CheckContext, SourceRule } from '../../rule.ts';
import { ruleTable } from '../../rule-table.ts';
import { type IndentationFault, indentationFault } from './indentation.ts';
import { syntaxHelp } from './syntax-help.ts';
import { innermostUnclosed } from './unclosed-bracket.ts';

/** What ruff files under codes of its own, though CPython refuses to compile it; with the change to make. */
const compileErrors: ReadonlyMap<string, string> = new Map([
  ['F404', 'Move the line to the top of the file, before all other code.'],
  ['F406', 'Import the names one by one, or move the import to the top of the file.'],
  ['F407', 'Remove the name: this version of Python has no such feature to switch on.'],
  ['F621', 'Unpack into fewer names.'],
  ['F622', 'Keep one of the starred names only.'],
  ['F701', 'Move `break` into a loop, or remove it.'],
  ['F702', 'Move `continue` into a loop, or remove it.'],
  ['F704', 'Move the line into a function.'],
  ['F706', 'Move the line into a function, or remove `return`.'],
  ['F707', 'Put the bare `except:` after the other handlers.'],
  ['PLE0115', 'Declare the name as one or the other.'],
  ['PLE0117', 'Define the name in the function around this one, or use `global`.'],
  ['PLE0118', 'Move the declaration to the beginning of the function.'],
  ['PLE1142', 'Use `async def`, or leave `await` and `async` out.'],
  ['PLE1700', 'Use `async for` with `yield` instead.'],
]);

/** Whether a diagnostic says that CPython would refuse to compile the file. */
export function isSyntaxError({ code }: RuffDiagnostic): boolean {
  return code === 'invalid-syntax' || compileErrors.has(code);
}

/** BUT105: what CPython 3.13 would refuse to compile, so far as ruff can tell. */
export const syntaxErrors: SourceRule = {
  ids: ['BUT105'],
  *check({ files }, context): Iterable<Finding> {
    for (const [file, decoded] of files) {
      if ('text' in decoded) yield* errorsOf(file, decoded.text, context);
    }
  },
};

function* errorsOf(file: string, text: string, context: CheckContext): Iterable<Finding> {
  const lines = text.split(/\r\n?|\n/);
  const reported = new Set<string>();
  const fault = indentationFault(text, context.ruff);
  const indentation = fault === null ? null : indentationError(file, text, fault);
  let parseErrorSeen = false;
  for (const diagnostic of context.ruff.check(text) ?? []) {
    if (!isSyntaxError(diagnostic)) continue;
    // What follows the first error of the parser is mostly its echo; Python, too, tells only that one.
    if (diagnostic.code === 'invalid-syntax' && parseErrorSeen) continue;
    parseErrorSeen ||= diagnostic.code === 'invalid-syntax';
    if (isRelativeFuture(diagnostic, lines)) continue;
    const finding = refined(toFinding(file, diagnostic, lines), diagnostic, text, lines, context);
    // Python stops at the line that it cannot indent, and does not get to what follows.
    if (indentation !== null && diagnostic.code === 'invalid-syntax' && finding.line! >= indentation.line!) {
      continue;
    }
    const place = `${finding.line}:${finding.column}`;
    if (reported.has(place)) continue;
    reported.add(place);
    yield finding;
  }
  const isFirst = ![...reported].some((place) => Number.parseInt(place, 10) < (indentation?.line ?? 0));
  if (indentation !== null && isFirst) yield indentation;
}

function indentationError(file: string, text: string, { kind, offset }: IndentationFault): Finding {
  const { line, column } = new TextPositions(text).at(offset);
  return {
    rule: 'BUT105',
    severity: 'error',
    message:
      kind === 'mixed'
        ? 'Tabs and spaces are mixed in the indentation, so that its depth depends on how wide a tab is.'
        : 'The line is indented less than the one above it, but not as far as any line around it.',
    help: 'Indent every line of the file with spaces only: four for each level.',
    file,
    line,
    column: 1,
    endLine: line,
    endColumn: column,
  };
}

function toFinding(
  file: string,
  { code, message, ...place }: RuffDiagnostic,
  lines: readonly string[],
): Finding {
  const line = lines[place.line - 1] ?? '';
  const common = code === 'invalid-syntax' ? syntaxHelp(line, place.column, message) : null;
  return {
    rule: 'BUT105',
    severity: 'error',
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    help: compileErrors.get(code) ?? common ?? ruleTable.BUT105.help,
    file,
    ...place,
  };
}

/** `from .__future__ import x` imports from a module of the package that happens to have that name. */
function isRelativeFuture({ code, line }: RuffDiagnostic, lines: readonly string[]): boolean {
  return (code === 'F407' || code === 'F404') && /\.\s*__future__/.test(lines[line - 1] ?? '');
}

/** Points at the place that the author has to change where ruff points at the one where it noticed. */
function refined(
  finding: Finding,
  { code, message }: RuffDiagnostic,
  text: string,
  lines: readonly string[],
  context: CheckContext,
): Finding {
  if (code === 'PLE0118') {
    const line = Number(/on line (\d+)/.exec(message)?.[1] ?? finding.line);
    const declaration = lines[line - 1] ?? '';
    return {
      ...finding,
      message: `${message.replace(/ on line \d+$/, '')}.`,
      ...placeOf(declaration, line),
    };
  }
  if (code !== 'invalid-syntax') return finding;
  if (message.startsWith('Expected an indented block')) return atNextLine(finding, lines);
  const unclosed = innermostUnclosed(context.ruff.nesting(text));
  if (unclosed === null) return finding;
  const { line, column } = new TextPositions(text).at(unclosed);
  if (line >= finding.line!) return finding;
  return {
    ...finding,
    message: `\`${text[unclosed]}\` was never closed.`,
    help: 'Add the closing bracket.',
    line,
    column,
    endLine: line,
    endColumn: column + 1,
  };
}

/** At the line that should have been indented, where ruff points at the end of the one before. */
function atNextLine(finding: Finding, lines: readonly string[]): Finding {
  if (finding.endLine !== finding.line! + 1 || finding.endColumn !== 1) return finding;
  const next = lines.findIndex((line, index) => index >= finding.line! && /^\s*[^\s#]/.test(line));
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const line = next < 0 ? last : next + 1;
  return { ...finding, ...placeOf(lines[line - 1] ?? '', line) };
}

/** What a line says, without the space around it; the beginning of a line that says nothing. */
function placeOf(text: string, line: number): Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'> {
  const said = text.trim();
  const column = said === '' ? 1 : Array.from(text.slice(0, text.indexOf(said))).length + 1;
  return { line, column, endLine: line, endColumn: column + Array.from(said).length };
}
