import { endByte, longestMark, markByte, stderrByte, withoutMarks } from '../bridge/log-marks.ts';

/**
 * Every line costs the chief far more than its bytes: beyond a thousand, they may be no shorter than this on average.
 */
const meanLineBytes = 32;
const leastLines = 1000;

const newline = 0x0a;
const tailBytes = 4096;

/**
 * Passes a sandbox's output on up to a limit, says once that it was cut, and then drops everything. Keeps the last
 * few kilobytes for the message of a crash. A mark at the beginning of a line does not count against the limit.
 */
export class LogTap {
  readonly #onLog: (chunk: Buffer, cut: boolean) => void;
  #leftBytes: number;
  #leftLines: number;
  #cut = false;
  #atLineStart = true;
  /** Of a mark that has begun, in bytes. */
  #markBytes = 0;
  #tail = Buffer.alloc(0);

  constructor(limitBytes: number, onLog: (chunk: Buffer, cut: boolean) => void) {
    this.#leftBytes = limitBytes;
    this.#leftLines = Math.max(leastLines, Math.floor(limitBytes / meanLineBytes));
    this.#onLog = onLog;
  }

  /** True when nothing more will be passed on. */
  get cut(): boolean {
    return this.#cut;
  }

  write(chunk: Buffer): void {
    if (this.#cut || chunk.length === 0) return;
    const kept = this.#withinLimits(chunk);
    if (kept.length > 0) {
      this.#tail = Buffer.concat([this.#tail, kept.subarray(-tailBytes)]).subarray(-tailBytes);
      this.#onLog(kept, false);
    }
    if (kept.length < chunk.length) this.cutOff();
  }

  /** There is more, and nothing of it will be passed on. */
  cutOff(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#onLog(Buffer.alloc(0), true);
  }

  #withinLimits(bytes: Buffer): Buffer {
    // Byte by byte: `indexOf` costs more where lines are short, which is where it matters.
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (this.#isOfMark(byte)) continue;
      if (this.#leftBytes === 0) return bytes.subarray(0, at);
      this.#leftBytes -= 1;
      this.#atLineStart = byte === newline;
      if (!this.#atLineStart) continue;
      this.#leftLines -= 1;
      if (this.#leftLines < 0) return bytes.subarray(0, at);
    }
    return bytes;
  }

  /** A line has one mark at most that does not count, of bounded length. */
  #isOfMark(byte: number): boolean {
    if (this.#markBytes === 0) {
      if (byte !== markByte || !this.#atLineStart) return false;
      this.#atLineStart = false;
      this.#markBytes = 1;
      return true;
    }
    const isWithin = (byte >= 0x30 && byte <= 0x39) || byte === stderrByte || byte === endByte;
    this.#markBytes = isWithin && this.#markBytes < longestMark ? this.#markBytes + 1 : 0;
    return this.#markBytes > 0 || byte === markByte;
  }

  /** The last lines that were kept, at most `count`. */
  lastLines(count: number): string {
    return withoutMarks(this.#tail.toString('utf8')).trimEnd().split('\n').slice(-count).join('\n');
  }
}
