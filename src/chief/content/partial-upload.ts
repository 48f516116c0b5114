import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeFolders } from '../../files/make-folders.ts';
import { readRecord, recordShape } from '../../files/read-record.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { CheckReport } from '../../model/finding.ts';
import { count, exactly, flag, name, nullable, oneOf, text } from '../../model/record-schemas.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { digestOf, type ReceiveBounds, type ReceiveRefusal, writeBody } from './receive-upload.ts';
import { syncFolder } from './sync-tree.ts';

/** What an upload is to become. */
export interface UploadWanted {
  readonly kind: 'dataset' | 'package';
  /** Of the dataset, or the file name of the package. */
  readonly name: string;
  /** The body is a tar to unpack. */
  readonly folder: boolean;
  /** Of the whole body; null where its sender does not know. */
  readonly bytes: number | null;
  /** What its sender will know the same body by; null: nothing. */
  readonly fingerprint: string | null;
}

/** What became of an upload that is complete. */
export interface KeptUpload {
  /** Id of the dataset, or digest of the package. */
  readonly id: string;
  /** Of the checks of a package. */
  readonly report: CheckReport | null;
}

/** An upload as it is known on the disk, beside its bytes. */
export interface UploadRecord extends UploadWanted {
  readonly version: 1;
  readonly id: string;
  readonly owner: string;
  readonly createdAtMs: number;
  /** When bytes of it last came. */
  readonly touchedAtMs: number;
  /** Null: not all of it has come. */
  readonly kept: KeptUpload | null;
}

/** Longest name of what a sender knows its body by. */
export const mostFingerprint = 200;
const recordFile = 'upload.json';
const mostRecordBytes = 4 * 1024 * 1024;

const shape = recordShape(
  exactly({
    version: oneOf(1),
    id: text(64),
    owner: name,
    kind: oneOf('dataset', 'package'),
    name: text(255),
    folder: flag,
    bytes: nullable(count),
    fingerprint: nullable(text(mostFingerprint)),
    createdAtMs: count,
    touchedAtMs: count,
    kept: nullable(exactly({ id: text(80), report: nullable({ type: 'object' }) })),
  }),
);

export type AppendBounds = Omit<ReceiveBounds, 'hash'> & { readonly nowMs: () => number };

/**
 * A body that comes in parts, in a folder of its own: what has come of it stays when a part breaks off or the chief
 * ends. One part at a time is written; who uses it sees to that. Its offset is the size of its file.
 */
export class PartialUpload {
  readonly #folder: string;
  #record: UploadRecord;
  #offset: number;
  /** Over all bytes that have come; null where this process has not seen them. */
  #hash: Hash | null;
  readonly #bodies = new Set<Readable>();

  private constructor(folder: string, record: UploadRecord, offset: number) {
    this.#folder = folder;
    this.#record = record;
    this.#offset = offset;
    this.#hash = offset === 0 ? createHash('sha256') : null;
  }

  /** Makes its folder in `all`; it is on disk when this returns. */
  static async begin(all: string, record: UploadRecord): Promise<PartialUpload> {
    await makeFolders(all, 0o700);
    const folder = join(all, record.id);
    await mkdir(folder, { mode: 0o700 });
    const upload = new PartialUpload(folder, record, 0);
    try {
      await (await open(upload.path, 'wx', 0o600)).close();
      await upload.#write(record);
      await syncFolder(all);
    } catch (error) {
      await upload.remove();
      throw error;
    }
    return upload;
  }

  /**
   * The one in a folder, which an earlier process has left; null where it is none that can be gone on with. `became`
   * tells what that process has made of one that it had not noted as complete when it ended; null: nothing.
   */
  static async load(
    all: string,
    id: string,
    became: (record: UploadRecord) => Promise<{ readonly id: string; readonly bytes: number } | null>,
  ): Promise<PartialUpload | null> {
    const folder = join(all, id);
    const read = await readRecord<UploadRecord>(join(folder, recordFile), shape, mostRecordBytes);
    if (read.kind !== 'read' || read.value.id !== id) return null;
    const upload = new PartialUpload(folder, read.value, 0);
    if (read.value.kept !== null) return upload;
    const file = await stat(upload.path).catch(() => null);
    const made = await became(read.value);
    if (made !== null) {
      // A file was moved to where it is now.
      const whole = new PartialUpload(folder, read.value, read.value.bytes ?? file?.size ?? made.bytes);
      await whole.keep({ id: made.id, report: null }, read.value.touchedAtMs);
      return whole;
    }
    const { bytes } = read.value;
    if (!file?.isFile() || (bytes !== null && file.size > bytes)) return null;
    // A process that was killed while a part came in has not noted that it did.
    const touchedAtMs = Math.max(read.value.touchedAtMs, Math.floor(file.mtimeMs));
    return new PartialUpload(folder, { ...read.value, touchedAtMs }, file.size);
  }

  get record(): UploadRecord {
    return this.#record;
  }

  /** Bytes that have come. */
  get offset(): number {
    return this.#record.kept === null ? this.#offset : (this.#record.bytes ?? 0);
  }

  /** Where its bytes are. */
  get path(): string {
    return join(this.#folder, 'data');
  }

  /** A part of it is coming in, or waits to. */
  get isActive(): boolean {
    return this.#bodies.size > 0;
  }

  /** Ends the parts that are coming in, or wait to; what has come of them stays. */
  interrupt(): void {
    for (const body of this.#bodies) body.destroy();
  }

  /** Calls `use` while the body counts as one that comes in, and can be ended by {@link interrupt}. */
  async during<Result>(body: Readable, use: () => Promise<Result>): Promise<Result> {
    // It may fail while nobody reads from it.
    body.on('error', () => {});
    this.#bodies.add(body);
    try {
      return await use();
    } finally {
      this.#bodies.delete(body);
    }
  }

  /**
   * Writes a part after what there is; `bounds` are those of the part, but `claim` and `maxBytes`, which are those of
   * the whole. What came before a part broke off or was refused is on disk when this returns.
   */
  async append(
    body: Readable,
    bounds: AppendBounds,
  ): Promise<{ readonly kind: 'appended' } | ReceiveRefusal> {
    const { maxBytes, expectedBytes, claim, nowMs } = bounds;
    const from = this.#offset;
    const hash = await this.#hashed();
    // Never made anew: what it had would be taken for what has come.
    const file = await open(this.path, constants.O_WRONLY | constants.O_APPEND);
    const part = {
      writeFile: async (chunk: Uint8Array) => {
        await file.writeFile(chunk);
        this.#offset += chunk.length;
      },
    };
    try {
      const written = await writeBody(body, part as Pick<FileHandle, 'writeFile'>, {
        ...{ maxBytes: maxBytes - from, expectedBytes, hash },
        claim: (bytes) => claim(from + bytes),
      });
      await file.sync();
      await this.#write({ ...this.#record, touchedAtMs: nowMs() });
      return written.kind === 'written' ? { kind: 'appended' } : written;
    } catch (error) {
      // The file may have a part of a chunk of which the hash has all.
      this.#hash = null;
      await file.truncate(this.#offset).catch(() => {});
      if (isDiskFull(error)) return { kind: 'disk-full' };
      throw error;
    } finally {
      await file.close();
    }
  }

  /** `sha256:` and 64 hex digits over all bytes that have come. */
  async digest(): Promise<string> {
    return digestOf(await this.#hashed());
  }

  /**
   * Takes it as complete: its bytes go, where they are still there, and what became of them stays to be told. That is
   * so also where this rejects, since the disk did not take note of it; only a later process does not know then.
   */
  async keep(kept: KeptUpload, nowMs: number): Promise<void> {
    this.#record = { ...this.#record, bytes: this.#offset, kept, touchedAtMs: nowMs };
    try {
      await this.#write(this.#record);
    } finally {
      await rm(this.path, { force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #hashed(): Promise<Hash> {
    if (this.#hash !== null) return this.#hash;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1024 * 1024 }))
      hash.update(chunk as Buffer);
    this.#hash = hash;
    return hash;
  }

  async #write(record: UploadRecord): Promise<void> {
    await writeDurably(join(this.#folder, recordFile), JSON.stringify(record));
    this.#record = record;
  }
}
