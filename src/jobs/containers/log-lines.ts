import { type MarkedLine, readMarks, withoutMarks } from '../../bridge/log-marks.ts';

/** A line that user code printed, the fragment that it worked on then, and where it printed it. */
export type LogLine = MarkedLine;

/** A line longer than this is handed on in pieces, in bytes. */
const longestLine = 8192;
/** What is remembered of the end of a log, for verdicts, in bytes. */
const remembered = 4096;
const newline = 0x0a;

/**
 * Cuts what a container writes into lines. Lines are cut while they are read: `onLines` may read them later, but has to
 * read what it is given to the end, and in the order in which it was given.
 */
export class LogLines {
  #rest: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  /** Of a line that was handed on in part. */
  #begun: Pick<LogLine, 'fragment' | 'ofStderr'> = { fragment: null, ofStderr: false };

  readonly #onLines: (lines: Iterable<LogLine>) => void;

  constructor(onLines: (lines: Iterable<LogLine>) => void) {
    this.#onLines = onLines;
  }

  /** The last lines written, whole or not. */
  get lastWords(): string {
    return withoutMarks(this.#tail.toString('utf8'));
  }

  push(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-remembered)]).subarray(-remembered);
    this.#onLines(this.#cut(chunk));
  }

  /** The stream has ended, or was cut at the limit. */
  end(): void {
    this.#onLines(this.#unfinished());
  }

  *#cut(chunk: Buffer): Generator<LogLine> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(newline, at);
      if (end === -1 && bytes.length - at <= longestLine) break;
      const stop = end === -1 || end - at > longestLine ? at + longestLine : end;
      yield this.#line(bytes, at, stop, stop === end);
      at = stop === end ? end + 1 : stop;
    }
    this.#rest = bytes.subarray(at);
  }

  *#unfinished(): Generator<LogLine> {
    const line = this.#line(this.#rest, 0, this.#rest.length, true);
    if (line.text !== '') yield line;
    this.#rest = Buffer.alloc(0);
  }

  #line(bytes: Buffer, from: number, to: number, isEnded: boolean): LogLine {
    const { text, fragment, ofStderr } = readMarks(from === to ? '' : bytes.toString('utf8', from, to));
    const { fragment: begun, ofStderr: begunOfStderr } = this.#begun;
    const line = {
      text: text.endsWith('\r') ? text.slice(0, -1) : text,
      fragment: fragment ?? begun,
      ofStderr: ofStderr || begunOfStderr,
    };
    this.#begun = isEnded ? { fragment: null, ofStderr: false } : line;
    return line;
  }
}
