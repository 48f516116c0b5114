import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfFile, type FileDigest } from '../../../files/digest-of-file.ts';
import { FolderDigest } from '../../../files/folder-digest.ts';
import { namesIn } from '../../../files/names-in.ts';
import type { HashedFile } from '../../../provenance/dir-hash.ts';
import { exactPath } from '../../../text/byte-names.ts';
import { readSmall, smallBytes } from './read-small.ts';

/** What a folder of data is, by its digests. */
export interface HashedFolder {
  /** That of a chief. */
  readonly digest: string;
  readonly files: readonly HashedFile[];
}

/**
 * The digest that a chief gives data, a file or a folder; null where something in a folder is neither file nor folder,
 * which sending it tells. Throws the system's errors.
 */
export async function digestOfData(path: string, folder: boolean): Promise<string | null> {
  if (!folder) return `sha256:${(await digestOfFile(path)).hex}`;
  return (await hashedFolder(path))?.digest ?? null;
}

/** All that is in a folder; null where something in it is neither file nor folder. Throws the system's errors. */
export async function hashedFolder(path: string): Promise<HashedFolder | null> {
  const all = new FolderDigest();
  const files: HashedFile[] = [];
  const waiting = [''];
  for (let relative = waiting.pop(); relative !== undefined; relative = waiting.pop()) {
    for (const name of await namesIn(join(path, relative))) {
      const inside = relative === '' ? name : `${relative}/${name}`;
      const stats = lstatSync(exactPath(join(path, inside)));
      if (stats.isDirectory()) {
        all.addFolder(inside);
        waiting.push(inside);
      } else if (stats.isFile()) {
        const { bytes, hex } =
          digestOfSmall(join(path, inside), stats.size) ?? (await digestOfFile(join(path, inside)));
        all.addFile(inside, bytes, hex);
        files.push({ path: inside, sha256: hex });
      } else return null;
    }
  }
  return { digest: all.digest(), files };
}

function digestOfSmall(path: string, size: number): FileDigest | null {
  const content = size <= smallBytes ? readSmall(path, size) : null;
  return content && { bytes: size, hex: createHash('sha256').update(content).digest('hex') };
}
