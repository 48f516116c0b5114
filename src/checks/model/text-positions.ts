/** A place in a text as people count: line and column from 1, columns in characters. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets (UTF-16 units) into lines and columns. Lines end where Python ends them: LF, CR LF or CR. */
export class TextPositions {
  #lineStarts: number[] | null = null;
  /** A place whose column was counted; a later one of the same line is counted from there. */
  #counted = { start: -1, offset: 0, column: 1 };

  constructor(readonly text: string) {}

  at(offset: number): TextPosition {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low]!;
    const before = this.#counted;
    const goesOn = before.start === start && before.offset <= offset;
    let column = goesOn ? before.column : 1;
    let at = goesOn ? before.offset : start;
    for (; at < offset; column++) at += this.text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at === offset) this.#counted = { start, offset, column };
    return { line: low + 1, column };
  }

  #starts(): number[] {
    if (this.#lineStarts === null) {
      this.#lineStarts = [0];
      const ends = /\r\n?|\n/g;
      while (ends.exec(this.text) !== null) this.#lineStarts.push(ends.lastIndex);
    }
    return this.#lineStarts;
  }
}
