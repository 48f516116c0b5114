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

  readonly #onLines: (lines: Iterable<string>) => void;

  constructor(onLines: (lines: Iterable<string>) => void) {
    this.#onLines = onLines;
  }

  /** The last lines written, whole or not. */
  get lastWords(): string {
    return this.#tail.toString('utf8');
  }

  push(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-remembered)]).subarray(-remembered);
    this.#onLines(this.#cut(chunk));
  }

  /** The stream has ended, or was cut at the limit. */
  end(): void {
    this.#onLines(this.#unfinished());
  }

  *#cut(chunk: Buffer): Generator<string> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(newline, at);
      if (end === -1 && bytes.length - at <= longestLine) break;
      const stop = end === -1 || end - at > longestLine ? at + longestLine : end;
      yield line(bytes, at, stop);
      at = stop === end ? end + 1 : stop;
    }
    this.#rest = bytes.subarray(at);
  }

  *#unfinished(): Generator<string> {
    if (this.#rest.length > 0) yield line(this.#rest, 0, this.#rest.length);
    this.#rest = Buffer.alloc(0);
  }
}

function line(bytes: Buffer, from: number, to: number): string {
  const text = from === to ? '' : bytes.toString('utf8', from, to);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
