import { createHash, type Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PackageFile } from '../model/package-source.ts';
import { bytesOfName } from '../text/byte-names.ts';

/** Bytes that are taken in one turn: a few milliseconds. */
const bytesPerTurn = 4 * 1024 * 1024;

/**
 * `sha256:` and 64 hex digits over the paths and contents in the given order, each preceded by its length so that no
 * two packages run together to the same bytes.
 */
export function digestOf(files: Iterable<PackageFile>): string {
  const hash = createHash('sha256');
  for (const file of files) {
    addHeader(hash, file);
    hash.update(file.bytes);
  }
  return resultOf(hash);
}

/** The same, in so many turns of the event loop that none takes long. */
export async function digestInTurns(files: Iterable<PackageFile>): Promise<string> {
  const hash = createHash('sha256');
  let left = bytesPerTurn;
  for (const file of files) {
    addHeader(hash, file);
    for (let from = 0; from < file.bytes.length; ) {
      const piece = file.bytes.subarray(from, from + left);
      hash.update(piece);
      from += piece.length;
      left -= piece.length;
      if (left > 0) continue;
      await nextTurn();
      left = bytesPerTurn;
    }
  }
  return resultOf(hash);
}

function addHeader(hash: Hash, { path, bytes }: PackageFile): void {
  const name = bytesOfName(path);
  hash.update(`${name.length} ${bytes.length}\n`).update(name).update('\n');
}

function resultOf(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}
