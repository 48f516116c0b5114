import {
  endsOf,
  isEndMark,
  longestEndLine,
  type MarkedLine,
  readMarks,
  withoutMarks,
} from '../../bridge/log-marks.ts';

/** A line that user code printed, the fragment that it worked on then, and where it printed it. */
export type LogLine = MarkedLine;

/** A line longer than this is handed on in pieces, in bytes. */
const longestLine = 8192;
/** What is remembered of the end of a log, for verdicts, in bytes. */
const remembered = 4096;
const newline = 0x0a;
/** A harness says on each of its two streams where the log of a failed fragment ends. */
const streams = 2;
/** What user code may say of its own accord is remembered of so many fragments. */
const mostEnds = 64;

/** Of a fragment that failed, or is about to be told to have. */
interface FragmentEnd {
  readonly streams: number;
  /** The last bytes until then, as they came. */
  readonly bytes: Buffer;
  readonly tell: ((words: string) => void) | null;
}

/**
 * Cuts what a container writes into lines. Lines are cut while they are read: `onLines` may read them later, but has to
 * read what it is given to the end, and in the order in which it was given.
 */
export class LogLines {
  #rest: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  readonly #ends = new Map<number, FragmentEnd>();
  #isOver = false;

  /** Of a line that was handed on in part. */
  #begun: Pick<LogLine, 'fragment' | 'ofStderr'> = { fragment: null, ofStderr: false };

  readonly #onLines: (lines: Iterable<LogLine>) => void;

  constructor(onLines: (lines: Iterable<LogLine>) => void) {
    this.#onLines = onLines;
  }

  /** The last lines written, whole or not. */
  get lastWords(): string {
    return wordsIn(this.#tail);
  }

  /**
   * The last lines until the end of what was printed of a fragment that has failed, once they have come, or the log has
   * ended. To be asked once.
   */
  wordsOf(fragment: number): Promise<string> {
    const end = this.#ends.get(fragment);
    if (this.#isOver || end?.streams === streams) {
      this.#ends.delete(fragment);
      return Promise.resolve(end === undefined ? this.lastWords : wordsIn(end.bytes));
    }
    return new Promise((tell) => {
      this.#ends.set(fragment, { streams: 0, bytes: Buffer.alloc(0), ...end, tell });
    });
  }

  /** The words of a fragment are not waited for any more. */
  forget(fragment: number): void {
    this.#ends.delete(fragment);
  }

  push(chunk: Buffer): void {
    this.#noteEnds(chunk);
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-remembered)]).subarray(-remembered);
    this.#onLines(this.#cut(chunk));
  }

  /** The stream has ended, or was cut at the limit. */
  end(): void {
    this.#isOver = true;
    for (const { tell } of this.#ends.values()) tell?.(this.lastWords);
    this.#ends.clear();
    this.#onLines(this.#unfinished());
  }

  /** User code can write such marks, too, ten thousand in one chunk: only the last few are worth a look at more. */
  #noteEnds(chunk: Buffer): void {
    const before = this.#tail.subarray(-longestEndLine);
    const seen = new Map<number, { readonly streams: number; readonly stop: number }>();
    for (const { fragment, at } of endsOf(Buffer.concat([before, chunk]))) {
      // What ended before the chunk began was noted then.
      if (at <= before.length) continue;
      const earlier = seen.get(fragment)?.streams ?? 0;
      seen.delete(fragment);
      seen.set(fragment, { streams: earlier + 1, stop: at - before.length });
    }
    let later = seen.size;
    for (const [fragment, end] of seen) {
      later -= 1;
      const known = this.#ends.get(fragment);
      if (known !== undefined || later < mostEnds) this.#noteEnd(fragment, end, chunk, known);
    }
  }

  #noteEnd(
    fragment: number,
    { streams: more, stop }: { readonly streams: number; readonly stop: number },
    chunk: Buffer,
    known: FragmentEnd | undefined,
  ): void {
    if (known === undefined && this.#ends.size >= mostEnds) this.#ends.delete(this.#oldestUnasked());
    const until = chunk.subarray(Math.max(0, stop - remembered), stop);
    const bytes = Buffer.concat([this.#tail, until]).subarray(-remembered);
    const end = { tell: null, ...known, streams: (known?.streams ?? 0) + more, bytes };
    this.#ends.set(fragment, end);
    if (end.streams < streams || end.tell === null) return;
    this.#ends.delete(fragment);
    end.tell(wordsIn(bytes));
  }

  #oldestUnasked(): number {
    for (const [fragment, { tell }] of this.#ends) if (tell === null) return fragment;
    return -1;
  }

  *#cut(chunk: Buffer): Generator<LogLine> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(newline, at);
      if (end === -1 && bytes.length - at <= longestLine) break;
      const stop = end === -1 || end - at > longestLine ? at + longestLine : end;
      if (stop !== end || !isEndMark(bytes, at, stop)) yield this.#line(bytes, at, stop, stop === end);
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

function wordsIn(bytes: Buffer): string {
  return withoutMarks(bytes.toString('utf8'));
}
