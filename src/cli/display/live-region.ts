import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../../model/clock.ts';
import type { TextOutput } from '../cli-io.ts';
import { hanging } from './hanging.ts';

/** Ten times a second is as fast as people read; more would only cost time. */
const redrawEveryMs = 100;
const usualColumns = 80;

/** The last lines of a terminal, drawn again and again in place while other lines scroll by above them. */
export class LiveRegion {
  readonly #output: TextOutput;
  readonly #clock: Clock;
  readonly #lines: () => readonly string[];
  /**
   * Widths of the lines on the screen: with the number of columns as it is now, they tell how many rows the lines take.
   */
  #drawnWidths: readonly number[] = [];
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  #closed = false;

  /** `lines` says what the region shows, without line breaks; each is cut where the terminal is narrower. */
  constructor(output: TextOutput, clock: Clock, lines: () => readonly string[]) {
    this.#output = output;
    this.#clock = clock;
    this.#lines = lines;
  }

  /** Draws the region soon: at once where it was not drawn lately. */
  refresh(): void {
    if (this.#closed || this.#cancel !== null) return;
    const dueMs = this.#drawnAtMs + redrawEveryMs - this.#clock.now();
    if (dueMs <= 0) this.#draw();
    else
      this.#cancel = this.#clock.after(dueMs, () => {
        this.#cancel = null;
        this.#draw();
      });
  }

  /** Writes lines above the region. */
  print(text: string): void {
    this.#output.write(`${this.#erasure()}${hanging(text, this.#output)}\n`);
    this.#drawnWidths = [];
    this.refresh();
  }

  /** Takes the region off the screen. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = null;
    this.#output.write(this.#erasure());
    this.#drawnWidths = [];
  }

  #draw(): void {
    if (this.#closed) return;
    const lines = this.#lines().map((line) => cut(line, this.#columns - 1));
    this.#output.write(`${this.#erasure()}${lines.join('\n')}`);
    this.#drawnWidths = lines.map(widthOf);
    this.#drawnAtMs = this.#clock.now();
  }

  /** What takes the cursor to the region's beginning and clears the screen from there. */
  #erasure(): string {
    if (this.#drawnWidths.length === 0) return '';
    let rows = 0;
    for (const width of this.#drawnWidths) rows += Math.max(1, Math.ceil(width / this.#columns));
    const up = rows > 1 ? `\x1b[${rows - 1}A` : '';
    return `\r${up}\x1b[J`;
  }

  get #columns(): number {
    return this.#output.columns || usualColumns;
  }
}

/** Our own lines hold one character per column, colours aside. */
function widthOf(line: string): number {
  return stripVTControlCharacters(line).length;
}

/** A line that is too wide loses its colours with its end. */
function cut(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  return `${stripVTControlCharacters(line).slice(0, Math.max(0, columns - 1))}…`;
}
