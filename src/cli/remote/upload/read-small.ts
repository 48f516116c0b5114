import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { exactPath } from '../../../text/byte-names.ts';

/** What is read in one call, in bytes: waiting for it takes less than making it a stream. */
export const smallBytes = 64 * 1024;

/**
 * The content of a small file, waiting for the disk: for a process that has nothing else to do. Null where it has not
 * that size any more. Throws the system's errors.
 */
export function readSmall(path: string, size: number): Buffer | null {
  const file = openSync(exactPath(path), 'r');
  try {
    if (fstatSync(file).size !== size) return null;
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    for (let read = 1; read > 0 && at < size; at += read) read = readSync(file, bytes, at, size - at, at);
    return at === size ? bytes : null;
  } finally {
    closeSync(file);
  }
}
