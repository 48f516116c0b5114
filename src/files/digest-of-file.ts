import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { exactPath } from '../text/byte-names.ts';

export interface FileDigest {
  readonly bytes: number;
  /** SHA-256, in hex. */
  readonly hex: string;
}

/** SHA-256 of a file and how many bytes it has, a little of it in memory at a time. Throws the system's errors. */
export async function digestOfFile(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(exactPath(path), { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, hex: hash.digest('hex') };
}
