import { constants } from 'node:fs';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { openPlain } from '../files/open-plain.ts';
import type { Clock } from '../model/clock.ts';
import type { JobEvent } from '../model/job-event.ts';
import { inertJson } from '../text/inert-text.ts';

type LogEvent = Extract<JobEvent, { type: 'log' }>;

/** Its name in the job's folder. */
export const jobLogFile = 'log.jsonl';

/** Most bytes that are kept of all containers of a job together, over all its runs. */
const mostBytes = 64 * 1024 * 1024;
/** Most bytes that wait to be written; output that comes meanwhile is left out. */
const mostWaitingBytes = 4 * 1024 * 1024;

/** What a job's code prints, in a file: lines of JSON, as many as fit, with a mark where some were left out. */
export class JobLog {
  #cut = false;
  readonly #stream: Writable;
  readonly #clock: Pick<Clock, 'wallTimeMs'>;
  #bytes: number;

  private constructor(stream: Writable, bytes: number, clock: Pick<Clock, 'wallTimeMs'>) {
    this.#clock = clock;
    this.#stream = stream;
    this.#bytes = bytes;

    stream.on('error', () => {});
  }

  /** Goes on after what an earlier run of the job has printed. The file's folder must be there. */
  static async open(path: string, clock: Pick<Clock, 'wallTimeMs'>): Promise<JobLog> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
    const file = await openPlain(path, { flags }).catch(() => null);
    // A log that cannot be written is no reason to end a job.
    if (file === null)
      return new JobLog(new Writable({ write: (_chunk, _encoding, done) => done() }), 0, clock);
    const { size } = await file.stat();
    return new JobLog(file.createWriteStream(), size, clock);
  }

  /** Nothing was ever printed. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  add({ type: _, ...line }: LogEvent): void {
    const fits = this.#bytes < mostBytes && this.#stream.writableLength < mostWaitingBytes;
    if (fits) this.#write(line);
    else if (!this.#cut) this.#write({ role: null, worker: null, fragment: null, text: '[lines left out]' });
    this.#cut = !fits;
  }

  /** An error of the log's file is dropped: a log that cannot be written is no reason to end a job. */
  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch(() => {});
  }

  #write(line: Omit<LogEvent, 'type'>): void {
    const text = `${inertJson(JSON.stringify({ atMs: this.#clock.wallTimeMs(), ...line }))}\n`;
    this.#bytes += Buffer.byteLength(text);
    this.#stream.write(text);
  }
}
