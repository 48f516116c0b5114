import { createHash } from 'node:crypto';
import { createReadStream, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { FolderDigest } from '../../../files/folder-digest.ts';
import { namesIn } from '../../../files/names-in.ts';
import { exactPath } from '../../../text/byte-names.ts';
import { readSmall, smallBytes } from './read-small.ts';

/**
 * The digest that a chief gives data, a file or a folder; null where something in a folder is neither file nor folder,
 * which sending it tells. Throws the system's errors.
 */
export async function digestOfData(path: string, folder: boolean): Promise<string | null> {
  if (!folder) return `sha256:${(await digestOfFile(path)).hex}`;
  const all = new FolderDigest();
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
      } else return null;
    }
  }
  return all.digest();
}

interface FileDigest {
  readonly bytes: number;
  readonly hex: string;
}

function digestOfSmall(path: string, size: number): FileDigest | null {
  const content = size <= smallBytes ? readSmall(path, size) : null;
  return content && { bytes: size, hex: createHash('sha256').update(content).digest('hex') };
}

async function digestOfFile(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(exactPath(path), { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, hex: hash.digest('hex') };
}
