import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openPlain } from '../../files/open-plain.ts';
import { Gathering } from './gathering.ts';

/** More than this does not gather any longer, in bytes. */
const gatherBytes = 1024 * 1024;

/**
 * A file that is only appended to. Appends that come while others are being written, and in a file that gathers those
 * that come within a moment, go out together in one vectored write, so the cost per append falls as they come faster.
 * Bytes are on their way to disk when the promise resolves and survive the process; `sync` makes them survive the
 * machine.
 */
export class AppendFile {
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #flushing: Promise<void> | null = null;
  /** Null: what is appended is written at once. */
  readonly #gathering: Gathering | null;
  /** A failed write leaves a hole, so every append after it fails alike. */
  #failure: unknown = null;
  readonly #handle: FileHandle;
  #end: number;

  private constructor(handle: FileHandle, end: number, gathering: Gathering | null) {
    this.#handle = handle;
    this.#end = end;
    this.#gathering = gathering;
  }

  /**
   * Opens for appending after the first `keepBytes`, or as many as there are; what is beyond is cut off. Throws
   * NotPlainError for anything but a plain file of this user's own.
   */
  static async open(path: string, keepBytes = 0, { gathers = true } = {}): Promise<AppendFile> {
    const handle = await openPlain(path, { flags: constants.O_RDWR | constants.O_CREAT });
    const { size } = await handle.stat();
    const end = Math.min(size, keepBytes);
    await handle.truncate(end);
    return new AppendFile(handle, end, gathers ? new Gathering() : null);
  }

  /** Bytes appended so far, written or not. */
  get size(): number {
    return this.#end;
  }

  /** Bytes that wait to be written. */
  get backlogBytes(): number {
    return this.#queuedBytes;
  }

  /** Resolves when these bytes, and all before them, are written. Rejects with the system's error, ENOSPC for one. */
  async append(parts: readonly Buffer[]): Promise<void> {
    for (const part of parts) {
      if (part.length === 0) continue;
      this.#queue.push(part);
      this.#queuedBytes += part.length;
      this.#end += part.length;
    }
    if (this.#queuedBytes > gatherBytes) this.#gathering?.hurry();
    await this.#writtenTo(this.#end);
  }

  /** Reads bytes that were appended, waiting for them to be written; fewer where the file ends before them. */
  async read(offset: number, length: number): Promise<Buffer> {
    await this.#writtenSoon(Math.min(offset + length, this.#end));
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** Writes what waits at once, as far as it can be written; the promises of `append` tell of failures. */
  async flush(): Promise<void> {
    await this.#writtenSoon(this.#end).catch(() => {});
  }

  async sync(): Promise<void> {
    await this.#writtenSoon(this.#end);
    await this.#handle.datasync();
  }

  /** Writes what waits, as far as it can be written. */
  async close(): Promise<void> {
    await this.flush();
    await this.#handle.close();
  }

  async #writtenTo(end: number): Promise<void> {
    while (this.#end - this.#queuedBytes < end) {
      if (this.#failure !== null) throw this.#failure;
      this.#flushing ??= this.#writeQueue();
      await this.#flushing;
    }
  }

  async #writtenSoon(end: number): Promise<void> {
    while (this.#end - this.#queuedBytes < end && this.#failure === null) {
      this.#flushing ??= this.#writeQueue();
      this.#gathering?.hurry();
      await this.#flushing;
    }
    await this.#writtenTo(end);
  }

  async #writeQueue(): Promise<void> {
    if (this.#queuedBytes <= gatherBytes) await this.#gathering?.pause();
    const parts = this.#queue.splice(0, 512);
    let bytes = parts.reduce((total, part) => total + part.length, 0);
    let position = this.#end - this.#queuedBytes;
    try {
      let rest = parts;
      while (bytes > 0) {
        const { bytesWritten } = await this.#handle.writev(rest, position);
        bytes -= bytesWritten;
        position += bytesWritten;
        this.#queuedBytes -= bytesWritten;
        rest = bytes > 0 ? after(rest, bytesWritten) : [];
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#flushing = null;
    }
  }
}

/** What is left of `parts` behind their first `count` bytes. */
function after(parts: readonly Buffer[], count: number): Buffer[] {
  let skip = count;
  const rest: Buffer[] = [];
  for (const part of parts) {
    if (skip >= part.length) skip -= part.length;
    else {
      rest.push(skip === 0 ? part : part.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
