import { createHash } from 'node:crypto';
import { bytesOfName } from '../text/byte-names.ts';

export interface HashedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
}

/**
 * The in-toto digest `dirHash` of a folder's files, in hex: what
 * `find . -type f | cut -c3- | LC_ALL=C sort | xargs -r sha256sum | sha256sum` prints. Null where a name has a
 * character for which those lines are not defined.
 */
export function dirHash(files: Iterable<HashedFile>): string | null {
  const lines: Buffer[] = [];
  for (const { path, sha256 } of files) {
    if (/[\n\r\\]/.test(path)) return null;
    lines.push(Buffer.concat([bytesOfName(path), Buffer.from(`\0${sha256}`)]));
  }
  lines.sort(Buffer.compare);
  const hash = createHash('sha256');
  for (const line of lines) {
    const end = line.length - 65;
    hash
      .update(line.subarray(end + 1))
      .update('  ')
      .update(line.subarray(0, end))
      .update('\n');
  }
  return hash.digest('hex');
}
