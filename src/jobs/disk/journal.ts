import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SegmentRange } from '../../bridge/payload.ts';
import { NotPlainError, readPlain } from '../../files/open-plain.ts';
import { unreadable } from '../../files/read-record.ts';
import { FailureError, failure } from '../../model/failures.ts';
import type { JobWork } from '../../model/job-report.ts';
import { AppendFile } from './append-file.ts';
import { Gathering } from './gathering.ts';
import type { CachedBatch } from './results-cache.ts';

/** Version of the records; a journal of another version is not resumed. */
export const journalVersion = 3;

/** The most that Node reads at once. */
const mostBytes = 2 ** 31 - 1;

export type JournalRecord =
  /** First record: what the job is made of. Resuming is refused when any of it differs. */
  | { readonly type: 'job'; readonly version: number; readonly identity: Readonly<Record<string, string>> }
  /** From here on the job has another package. */
  | ({ readonly type: 'mended'; readonly identity: Readonly<Record<string, string>> } & Mending)
  /** The splitter has yielded `count` fragments of `bytes` in all; `digest` is the {@link PrefixDigest} over them. */
  | { readonly type: 'yielded'; readonly count: number; readonly bytes: number; readonly digest: string }
  | { readonly type: 'exhausted'; readonly count: number }
  /** These results are in the chief's cache. */
  | ({ readonly type: 'results' } & CachedBatch & MadeOf)
  /** These results are in a segment. */
  | ({
      readonly type: 'segment-results';
      readonly first: number;
      /** As the bridge writes them. */
      readonly sizes: string;
    } & SegmentRange & {
        readonly crc: number;
      } & MadeOf)
  /** The fragment is given up; `crc` as in {@link MadeOf}. */
  | { readonly type: 'skipped'; readonly fragment: number; readonly code: string; readonly crc?: number }
  /** So many more tries of fragments are over, by machine; of results that the journal has, it has the tries before. */
  | { readonly type: 'tries'; readonly machines: JobWork['machines'] }
  /** What all runs up to then took. */
  | ({ readonly type: 'spent' } & Pick<JobWork, 'cpuSeconds' | 'peakMemory'>);

/** What results were made of: CRC-32 of each fragment, begun with its size, written as sizes are. */
interface MadeOf {
  readonly fragmentCrcs?: string;
}

/** What of a package was changed when its job went on with mended code. */
export interface Mending {
  /** What the splitter loads: results count as far as its fragments are those that they were made of. */
  readonly splitter: boolean;
  /** What the processor loads: results do not count, and fragments that were given up are tried again. */
  readonly processor: boolean;
  /** Results count all the same. */
  readonly keepResults: boolean;
}

/**
 * What has happened in a job, on disk: one record a line, each with a checksum. A record says only what is already
 * durable elsewhere, so the journal is always behind the truth and never ahead of it.
 */
export class Journal {
  /** What gathers: records that are made only when they are written. */
  #waiting: (() => JournalRecord)[] = [];
  /** Resolves when what waits is written; null: nothing waits. */
  #gathered: Promise<void> | null = null;
  readonly #gathering = new Gathering();
  readonly #file: AppendFile;

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  /** Goes on after the first `keepBytes` (what {@link readJournal} found valid); 0 begins anew. */
  static async open(folder: string, keepBytes: number): Promise<Journal> {
    return new Journal(await AppendFile.open(journalPath(folder), keepBytes, { gathers: false }));
  }

  /**
   * Resolves when the record, and all before it, are written; rejects with the system's error, ENOSPC for one, or
   * with that of a record that could not be made, and then none of those that were to go out with it does. Records
   * that come within a moment go out together. Each is made when it is written, and may tell what has become true
   * meanwhile.
   */
  append(make: () => JournalRecord): Promise<void> {
    this.#waiting.push(make);
    this.#gathered ??= this.#write();
    return this.#gathered;
  }

  /** Writes what waits at once, as far as it can be written; the promises of `append` tell of failures. */
  async flush(): Promise<void> {
    this.#gathering.hurry();
    await this.#gathered?.catch(() => {});
    await this.#file.flush();
  }

  /** Makes everything appended survive a power cut. */
  async sync(): Promise<void> {
    await this.flush();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }

  async #write(): Promise<void> {
    await this.#gathering.pause();
    const records = this.#waiting;
    this.#waiting = [];
    this.#gathered = null;
    const lines = records.map((make) => encodeRecord(make())).join('');
    await this.#file.append([Buffer.from(lines)]);
  }
}

/**
 * Records from the beginning, up to the first torn or damaged one; and how many bytes they take. That they are as they
 * were written says nothing of who wrote them: `foreignRecord` does. Throws FailureError `resume-refused` where
 * there is no plain file.
 */
export async function readJournal(folder: string): Promise<{ records: JournalRecord[]; validBytes: number }> {
  const content = await readContent(folder);
  const records: JournalRecord[] = [];
  let at = 0;
  for (let end = content.indexOf(0x0a, at); end !== -1; end = content.indexOf(0x0a, at)) {
    const record = decodeRecord(content.subarray(at, end));
    if (record === null) break;
    records.push(record);
    at = end + 1;
  }
  return { records, validBytes: at };
}

async function readContent(folder: string): Promise<Buffer> {
  try {
    return await readPlain(journalPath(folder), mostBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    if (error instanceof NotPlainError) throw journalRefused(folder, error.message);
    throw error;
  }
}

/** A job that does not go on because of what its journal is. */
export function journalRefused(folder: string, why: string): FailureError {
  const message = `the job cannot go on: ${unreadable(journalPath(folder), why)}`;
  return new FailureError(failure('resume-refused', 'preparing', message));
}

function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** Null for a line that is not as it was written. */
function decodeRecord(line: Buffer): JournalRecord | null {
  const text = line.toString('utf8');
  const json = text.slice(9);
  if (text[8] !== ' ' || text.slice(0, 8) !== checksum(json)) return null;
  try {
    return JSON.parse(json) as JournalRecord;
  } catch {
    return null;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function journalPath(folder: string): string {
  return join(folder, 'journal');
}
