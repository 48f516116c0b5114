import type { TextOutput } from '../../src/cli/cli-io.ts';

/**
 * A terminal of endless height, for what our displays use of one: text that wraps, line feeds, carriage returns,
 * colours, going up, and clearing to the end. Anything else throws, so that nothing unnoticed reaches a screen.
 */
export class Terminal implements TextOutput {
  readonly isTTY = true;
  columns: number;
  writes = 0;
  #rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns = 80) {
    this.columns = columns;
  }

  write(text: string): void {
    this.writes++;
    for (let at = 0; at < text.length; ) at += this.#take(text.slice(at));
  }

  /** The rows as a person sees them, without empty ones at the end. */
  get screen(): readonly string[] {
    const rows = this.#rows.map((row) =>
      Array.from(row, (character) => character ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  /** As terminals do when they become narrower: rows that do not fit any more wrap. */
  resize(columns: number): void {
    this.columns = columns;
    const cursor = this.#rows[this.#row]!;
    this.#rows = this.#rows.flatMap((row) => {
      if (row.length <= columns) return [row];
      const parts: string[][] = [];
      for (let at = 0; at < row.length; at += columns) parts.push(row.slice(at, at + columns));
      if (row === cursor) this.#column = row.length % columns || columns;
      return parts;
    });
    this.#row = this.#rows.length - 1;
  }

  #take(text: string): number {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is driven by them.
    const sequence = /^\x1b\[(\d*)([A-Za-z])/.exec(text);
    if (sequence !== null) {
      this.#control(sequence[2]!, Number(sequence[1] || '1'));
      return sequence[0].length;
    }
    const character = [...text][0]!;
    if (character === '\n') this.#feed();
    else if (character === '\r') this.#column = 0;
    else if (character < ' ') throw new Error(`control character ${JSON.stringify(character)}`);
    else this.#put(character);
    return character.length;
  }

  #control(kind: string, count: number): void {
    if (kind === 'A') this.#row = Math.max(0, this.#row - count);
    else if (kind === 'J') {
      this.#rows.length = this.#row + 1;
      this.#rows[this.#row]!.length = Math.min(this.#rows[this.#row]!.length, this.#column);
    } else if (kind !== 'm') throw new Error(`escape sequence ${kind}`);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#feed();
    this.#rows[this.#row]![this.#column++] = character;
  }

  #feed(): void {
    this.#row++;
    this.#column = 0;
    this.#rows[this.#row] ??= [];
  }
}
