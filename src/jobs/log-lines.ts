/** A line longer than this is handed on in pieces, in bytes. */
const longestLine = 8192;
/** What is remembered of the end of a log, for verdicts, in characters. */
const remembered = 4096;

/** Cuts what a container writes into lines. */
export class LogLines {
  private rest: Buffer = Buffer.alloc(0);
  private tail = '';

  constructor(private readonly onLine: (text: string) => void) {}

  /** The last lines written, whole or not. */
  get lastWords(): string {
    return `${this.tail}${this.rest.toString('utf8')}`;
  }

  push(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const end = this.rest.indexOf(0x0a);
      if (end === -1 && this.rest.length <= longestLine) return;
      const stop = end === -1 || end > longestLine ? longestLine : end;
      this.line(this.rest.subarray(0, stop));
      this.rest = this.rest.subarray(stop === end ? end + 1 : stop);
    }
  }

  /** The stream has ended, or was cut at the limit. */
  end(): void {
    if (this.rest.length > 0) this.line(this.rest);
    this.rest = Buffer.alloc(0);
  }

  private line(bytes: Buffer): void {
    const text = bytes.toString('utf8').replace(/\r$/, '');
    this.tail = `${this.tail}${text}\n`.slice(-remembered);
    this.onLine(text);
  }
}
