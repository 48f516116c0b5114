import { inertLine } from './inert-text.ts';

/** A place in a source text; lines and columns count from 1, columns in characters, the end is exclusive. */
export interface SourceSpan {
  readonly line: number;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

const linesBefore = 2;
const linesAfter = 1;
const tab = '    ';

/**
 * The lines around a place, numbered, with the place underlined where its column is known. Made inert and cut to
 * `columns`, so that it can be printed as it is. Empty where the text has no such line.
 */
export function codeFrame(source: string, span: SourceSpan, columns = 120): readonly string[] {
  const lines = source.split(/\r\n|\r|\n/);
  if (span.line < 1 || span.line > lines.length) return [];
  const first = Math.max(1, span.line - linesBefore);
  const last = Math.min(lines.length, span.line + linesAfter);
  const gutter = String(last).length;
  const room = Math.max(20, columns - gutter - 5);
  const characters = [...(lines[span.line - 1] ?? '')];
  const skip = Math.max(0, (span.column ?? 1) - 1 - Math.floor(room / 2));
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = shown([...(lines[number - 1] ?? '')].slice(skip, skip + room));
    frame.push(`${number === span.line ? '>' : ' '} ${String(number).padStart(gutter)} | ${text}`.trimEnd());
    if (number !== span.line || span.column === null) continue;
    const from = Math.min(span.column - 1, characters.length);
    const sameLine = span.endLine === span.line && span.endColumn !== null;
    const to = Math.min(sameLine ? span.endColumn! - 1 : characters.length, skip + room);
    const before = ' '.repeat(shown(characters.slice(skip, from)).length);
    const under = '^'.repeat(Math.max(1, shown(characters.slice(from, to)).length));
    frame.push(`  ${' '.repeat(gutter)} | ${before}${under}`);
  }
  return frame;
}

function shown(characters: readonly string[]): string {
  return inertLine(characters.join('')).replaceAll('\t', tab);
}
