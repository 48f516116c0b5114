/**
 * Passes a sandbox's output on up to a limit, says once that it was cut, and then drops everything. Keeps the last
 * few kilobytes for the message of a crash.
 */
export class LogTap {
  readonly #onLog: (chunk: Buffer, cut: boolean) => void;
  #leftBytes: number;
  #cut = false;
  #tail = Buffer.alloc(0);

  constructor(limitBytes: number, onLog: (chunk: Buffer, cut: boolean) => void) {
    this.#leftBytes = limitBytes;
    this.#onLog = onLog;
  }

  /** True when nothing more will be passed on. */
  get cut(): boolean {
    return this.#cut;
  }

  write(chunk: Buffer): void {
    if (this.#cut || chunk.length === 0) return;
    const kept = chunk.subarray(0, this.#leftBytes);
    this.#leftBytes -= kept.length;
    if (kept.length > 0) {
      this.#tail = Buffer.concat([this.#tail, kept.subarray(-tailBytes)]).subarray(-tailBytes);
      this.#onLog(kept, false);
    }
    if (kept.length < chunk.length) {
      this.#cut = true;
      this.#onLog(Buffer.alloc(0), true);
    }
  }

  /** The last lines that were kept, at most `count`. */
  lastLines(count: number): string {
    return this.#tail.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  }
}

const tailBytes = 4096;
