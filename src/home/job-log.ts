import { createWriteStream, type WriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { JobEvent } from '../model/job-event.ts';

type LogEvent = Extract<JobEvent, { type: 'log' }>;

/** Its name in the job's folder. */
export const jobLogFile = 'log.jsonl';

/** Kept of all containers of a job together, over all its runs. */
const mostBytes = 64 * 1024 * 1024;
/** More than this that the disk has not taken yet is left out. */
const mostWaitingBytes = 4 * 1024 * 1024;

/** What a job's code prints, in a file: lines of JSON, as many as fit, with a mark where some were left out. */
export class JobLog {
  #cut = false;
  readonly #stream: WriteStream;
  #bytes: number;

  private constructor(stream: WriteStream, bytes: number) {
    this.#stream = stream;
    this.#bytes = bytes;

    stream.on('error', () => {});
  }

  /** Goes on after what an earlier run of the job has printed. The file's folder must be there. */
  static async open(path: string): Promise<JobLog> {
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    return new JobLog(createWriteStream(path, { flags: 'a', mode: 0o600 }), bytes);
  }

  /** Nothing was ever printed. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  add({ role, worker, text }: LogEvent): void {
    const fits = this.#bytes < mostBytes && this.#stream.writableLength < mostWaitingBytes;
    if (fits) this.#write({ role, worker, text });
    else if (!this.#cut) this.#write({ role: null, worker: null, text: '[lines left out]' });
    this.#cut = !fits;
  }

  /** A log that cannot be written is no reason to end a job. */
  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch(() => {});
  }

  #write(line: Omit<LogEvent, 'type'>): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#bytes += Buffer.byteLength(text);
    this.#stream.write(text);
  }
}
