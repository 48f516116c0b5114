import type { RuffLinter } from '../../ruff/ruff-linter.ts';

/** A line whose indentation CPython refuses. */
export interface IndentationFault {
  /** Where the line's first token is, in UTF-16 units. */
  readonly offset: number;
  readonly kind: 'mixed' | 'unmatched';
}

/** Width of an indentation where a tab leads to the next multiple of 8, and where it counts as one column. */
interface Width {
  readonly column: number;
  readonly alternate: number;
}

/**
 * The first line that CPython's tokenizer refuses for its indentation: one that ends at none of the columns open
 * around it, or of which the order depends on how wide a tab is (TabError).
 */
export function indentationFault(text: string, ruff: RuffLinter): IndentationFault | null {
  // Without tabs there is one way only to read the indentation, and ruff reads it as CPython does.
  if (!/^[ \f]*\t/m.test(text)) return null;
  const open: Width[] = [{ column: 0, alternate: 0 }];
  for (const offset of ruff.logicalLines(text)) {
    const width = widthBefore(text, offset);
    if (width === null) continue;
    const isDeeper = width.column > open.at(-1)!.column;
    while (width.column < open.at(-1)!.column) open.pop();
    const around = open.at(-1)!;
    if (isDeeper) {
      if (width.alternate <= around.alternate) return { offset, kind: 'mixed' };
      open.push(width);
    } else if (width.column !== around.column) return { offset, kind: 'unmatched' };
    else if (width.alternate !== around.alternate) return { offset, kind: 'mixed' };
  }
  return null;
}

/** The indentation of the line that a token begins, or null where a backslash hides where the line began. */
function widthBefore(text: string, offset: number): Width | null {
  let begin = offset;
  while (begin > 0 && /[ \t\f]/.test(text[begin - 1]!)) begin--;
  if (
    begin > 0 &&
    (!/[\r\n]/.test(text[begin - 1]!) || /\\\r?[\r\n]$/.test(text.slice(0, begin).slice(-3)))
  ) {
    return null;
  }
  let column = 0;
  let alternate = 0;
  for (const character of text.slice(begin, offset)) {
    if (character === '\f') {
      column = 0;
      alternate = 0;
    } else {
      column = character === '\t' ? column - (column % 8) + 8 : column + 1;
      alternate++;
    }
  }
  return { column, alternate };
}
