import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { bytesOfName, nameOfBytes } from '../../text/byte-names.ts';
import { blockBytes, memberHeader, paddingOf } from '../../trees/tar-member.ts';
import { digestsFile, endFile } from './backup-format.ts';

/** A tar ends with two blocks of zeros; before them are a header and a block of content. */
const endBytes = 4 * blockBytes;
/** How `sha256sum` writes what would break a line; a name that has any is told by a `\` before its digest. */
const escapes: readonly (readonly [character: string, written: string])[] = [
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
];

/** The end of a backup's tar, from the header of its last member on: the same bytes for the same digest, in hex. */
export function endOfBackup(hex: string): Buffer {
  const content = Buffer.from(`${hex}\n`);
  const header = memberHeader(Buffer.from(endFile), 'file', content.length);
  const zeros = Buffer.alloc(paddingOf(content.length) + 2 * blockBytes);
  return Buffer.concat([header, content, zeros]);
}

/** Takes the bytes of a backup as they come, and tells at their end whether they are those that were written. */
export class ReadDigest {
  readonly #hash = createHash('sha256');
  /** The last bytes that came, as many as the end of a backup has. */
  #last: Buffer = Buffer.alloc(0);

  add(bytes: Buffer): void {
    const all = Buffer.concat([this.#last, bytes]);
    const before = Math.max(0, all.length - endBytes);
    this.#hash.update(all.subarray(0, before));
    this.#last = all.subarray(before);
  }

  /** To be called once, when nothing more comes. */
  isWhole(): boolean {
    return this.#last.equals(endOfBackup(this.#hash.digest('hex')));
  }
}

/** A line of the file of digests. */
export function digestLine(hex: string, path: string): Buffer {
  const written = escapes.reduce((text, [character, by]) => text.replaceAll(character, by), path);
  return bytesOfName(`${written === path ? '' : '\\'}${hex}  ${written}\n`);
}

/**
 * The first file of an unpacked backup that is not what its file of digests says; null where all of them are, or where
 * it has none.
 */
export async function findDamaged(folder: string): Promise<string | null> {
  const content = createReadStream(join(folder, digestsFile), 'latin1');
  try {
    for await (const line of createInterface({ input: content })) {
      const known = parsedLine(line);
      if (known === null) return digestsFile;
      const { hex } = await digestOfFile(join(folder, known.path)).catch(() => ({ hex: null }));
      if (hex !== known.hex) return known.path;
    }
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null for what is no line of such a file, or names what is in no backup. */
function parsedLine(line: string): { readonly hex: string; readonly path: string } | null {
  const [, escaped, hex, written] = /^(\\?)([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
  if (escaped === undefined || hex === undefined || written === undefined) return null;
  const bytes = Buffer.from(escaped === '' ? written : unescaped(written), 'latin1');
  const path = nameOfBytes(bytes);
  return path.includes('\0') || path.split('/').includes('..') ? null : { hex, path };
}

function unescaped(written: string): string {
  return written.replaceAll(/\\[\\nr]/g, (found) => escapes.find(([, by]) => by === found)?.[0] ?? found);
}
