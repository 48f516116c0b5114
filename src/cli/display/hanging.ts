import type { TextOutput } from '../cli-io.ts';

/** What begins each further row of a line, as each further line of a block. */
const hang = '  | ';
const usualColumns = 80;
const tabColumns = 8;
/** Characters before this one take one column at most; of those from it on two are counted, for a screen's sake. */
const firstWide = 0x1100;
/** A colour takes no column; all else that could act is an escape by now. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const pieces = /\x1b\[[0-9;]*m|./gsu;

/**
 * Text for a terminal with the rows broken as the terminal would break them, and set off: what user code prints could
 * else begin a row that passes for a line of ours. Lines that begin with `kept` are left whole, to be copied. What is
 * no terminal gets the text as it is.
 */
export function hanging(text: string, { isTTY, columns }: TextOutput, kept?: string): string {
  if (isTTY !== true) return text;
  const width = columns || usualColumns;
  return text
    .split('\n')
    .map((line) => (kept !== undefined && line.startsWith(kept) ? line : broken(line, width)))
    .join('\n');
}

function broken(line: string, width: number): string {
  // Nothing takes more columns than a tab.
  if (line.length * tabColumns <= width) return line;
  let rows = '';
  let column = 0;
  for (const [piece] of line.matchAll(pieces)) {
    if (column > 0 && column + columnsOf(piece, column) > width) {
      rows += `\n${hang}`;
      column = hang.length;
    }
    rows += piece;
    column += columnsOf(piece, column);
  }
  return rows;
}

function columnsOf(piece: string, column: number): number {
  if (piece === '\t') return tabColumns - (column % tabColumns);
  if (piece.length > 1 && piece.startsWith('\x1b')) return 0;
  return piece.codePointAt(0)! < firstWide ? 1 : 2;
}
