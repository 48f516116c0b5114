import type { PackageFile } from '../../model/package-source.ts';

/** A piece of a file, for the way between two processes. */
export interface FilePiece {
  readonly path: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** Where in it this piece is. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** What one message holds at most: reading it takes the other side a millisecond or so. */
const messageBytes = 256 * 1024;
const messageFiles = 256;

/** The files as messages, none of which is large. */
export function* piecesOf(files: Iterable<PackageFile>): Generator<readonly FilePiece[]> {
  let pieces: FilePiece[] = [];
  let left = messageBytes;
  for (const { path, bytes } of files) {
    let at = 0;
    do {
      const piece = bytes.subarray(at, at + left);
      pieces.push({ path, size: bytes.length, at, bytes: piece });
      at += piece.length;
      left -= piece.length;
      if (left === 0 || pieces.length === messageFiles) {
        yield pieces;
        pieces = [];
        left = messageBytes;
      }
    } while (at < bytes.length);
  }
  if (pieces.length > 0) yield pieces;
}

/** Puts files together again. */
export class PieceTaker {
  readonly #files = new Map<string, PackageFile>();

  take(pieces: readonly FilePiece[]): void {
    for (const { path, size, at, bytes } of pieces) {
      const file = this.#files.get(path) ?? Object.freeze({ path, bytes: Buffer.alloc(size) });
      file.bytes.set(bytes, at);
      this.#files.set(path, file);
    }
  }

  /** All files so far, which the taker forgets. */
  done(): ReadonlyMap<string, PackageFile> {
    const files = new Map(this.#files);
    this.#files.clear();
    return files;
  }
}
