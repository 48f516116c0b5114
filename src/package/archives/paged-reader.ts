import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';
import { readUpTo } from './read-at.ts';

const pageBytes = 256 * 1024;

/**
 * Gives yauzl an open file by the page. Headers are read a few bytes at a time and in order, so that an archive of
 * thousands of small members costs few reads. The file stays the caller's to close.
 */
export class PagedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  #page: Buffer = Buffer.alloc(0);
  #pageStart = 0;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.bytesAt(position, length).then(
      (bytes) => callback(null, bytes.copy(target, offset)),
      (error: Error) => callback(error),
    );
  }

  /** At most so many bytes from a place, less where the file ends: a view that keeps its whole page in memory. */
  async bytesAt(position: number, length: number): Promise<Buffer> {
    const from = position - this.#pageStart;
    if (from < 0 || from + length > this.#page.length) {
      this.#page = await readUpTo(this.#file, position, Math.max(length, pageBytes));
      this.#pageStart = position;
    }
    const start = position - this.#pageStart;
    return this.#page.subarray(start, start + length);
  }
}
