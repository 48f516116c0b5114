import type { Clock } from '../../model/clock.ts';
import { formatCounted } from '../../text/format-quantity.ts';

/** As many lines of logs are shown as they come within {@link windowMs}: more than anybody reads. */
const mostLines = 100;
const windowMs = 1000;
/** Of those beyond, so many are shown in the end, the last ones. */
const lastLines = 5;

/**
 * Passes lines of logs on as they come, and folds a flood: then the last lines of each second and how many were left
 * out.
 */
export class FoldedLogs {
  readonly #clock: Clock;
  readonly #print: (line: string) => void;
  #shown = 0;
  #leftOut = 0;
  #held: string[] = [];
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, print: (line: string) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  add(line: string): void {
    this.#cancel ??= this.#clock.after(windowMs, () => this.flush());
    if (this.#shown < mostLines) {
      this.#shown += 1;
      this.#print(line);
      return;
    }
    this.#held.push(line);
    if (this.#held.length <= lastLines) return;
    this.#held.shift();
    this.#leftOut += 1;
  }

  /** Shows what is held back; a new second begins. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { length } = this.#held;
    if (this.#leftOut > 0)
      this.#print(
        `… ${formatCounted(this.#leftOut, 'line')} of logs left out, the last ${length} follow; --json prints them all`,
      );
    for (const line of this.#held.splice(0)) this.#print(line);
    this.#shown = 0;
    this.#leftOut = 0;
  }
}
