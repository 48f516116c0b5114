import type { Finding } from '../../../model/finding.ts';
import { TextPositions } from '../../model/text-positions.ts';
import type { NestingToken } from '../../ruff/ruff-linter.ts';
import type { SourceRule } from '../../rule.ts';
import { ruleTable } from '../../rule-table.ts';

/** The most nested brackets and levels of indentation that CPython's tokenizer reads: MAXLEVEL and MAXINDENT. */
const maxBrackets = 200;
const maxIndents = 99;
/** After so many files on which ruff broke down the rest is not given to it: each of them costs a fresh start. */
const maxBreakdowns = 20;

interface Deepest {
  readonly depth: number;
  readonly offset: number;
}

/** BUT505 for nesting that the parsers, ours or CPython's, cannot follow. */
export const deepNesting: SourceRule = {
  ids: ['BUT505'],
  *check({ files }, { ruff }): Iterable<Finding> {
    let breakdowns = 0;
    for (const [file, decoded] of files) {
      if (!('text' in decoded)) continue;
      const { text } = decoded;
      const rough = deepest(roughBrackets(text), 'open', 'close');
      const givesUp = breakdowns >= maxBreakdowns || ruff.check(text) === null;
      if (givesUp) {
        breakdowns++;
        const place = rough.depth > maxBrackets ? rough.offset : longestLine(text);
        yield nesting(file, text, place, 'The code is nested so deeply that it cannot be checked.');
        continue;
      }
      const mayIndent = /^[ \t]{100}/m.test(text);
      if (rough.depth <= maxBrackets && !mayIndent) continue;
      const tokens = ruff.nesting(text);
      const brackets = deepest(tokens, 'open', 'close');
      const indents = deepest(tokens, 'indent', 'dedent');
      if (brackets.depth > maxBrackets) {
        const message = `Brackets are nested ${brackets.depth} deep; Python reads up to ${maxBrackets}.`;
        yield nesting(file, text, brackets.offset, message);
      } else if (indents.depth > maxIndents) {
        const message = `Blocks are nested ${indents.depth} deep; Python reads up to ${maxIndents}.`;
        yield nesting(file, text, indents.offset, message);
      }
    }
  },
};

function nesting(file: string, text: string, offset: number, message: string): Finding {
  const { line, column } = new TextPositions(text).at(offset);
  const { help } = ruleTable.BUT505;
  return {
    rule: 'BUT505',
    severity: 'error',
    message,
    help,
    file,
    line,
    column,
    endLine: line,
    endColumn: column + 1,
  };
}

function deepest(
  tokens: Iterable<NestingToken>,
  begins: NestingToken['kind'],
  ends: NestingToken['kind'],
): Deepest {
  let depth = 0;
  let found: Deepest = { depth: 0, offset: 0 };
  for (const { kind, offset } of tokens) {
    if (kind === begins && ++depth > found.depth) found = { depth, offset };
    else if (kind === ends && depth > 0) depth--;
  }
  return found;
}

/** Brackets outside of comments and strings, told apart without regard for the finer points of f-strings. */
function* roughBrackets(text: string): Iterable<NestingToken> {
  const special = /[#"'()[\]{}]/g;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    const offset = match.index;
    const character = match[0];
    if (character === '#') special.lastIndex = endOfLine(text, offset);
    else if (character === '"' || character === "'") special.lastIndex = endOfString(text, offset);
    else yield { kind: '([{'.includes(character) ? 'open' : 'close', offset };
  }
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function endOfString(text: string, offset: number): number {
  const quote = text[offset]!;
  const triple = text.startsWith(quote.repeat(3), offset);
  const length = triple ? 3 : 1;
  for (let at = offset + length; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (!triple && text[at] === '\n') return at;
    else if (text[at] === quote && (!triple || text.startsWith(quote.repeat(3), at))) return at + length;
  }
  return text.length;
}

/** Offset of the longest line: where an expression is too deep, it is most likely there. */
function longestLine(text: string): number {
  let offset = 0;
  let length = -1;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    if (match[0].length > length)
      ({
        index: offset,
        0: { length },
      } = match);
  }
  return offset;
}
