import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Paths of all regular files below a folder that hold the bytes, in code point order; links are not followed and
 * files that vanish meanwhile do not count. Not for a process that has a SQLite file below the folder open: the
 * system drops its locks on a file when any descriptor of that file is closed.
 */
export async function findBytes(folder: string, needle: Buffer): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const path of files.sort()) if (await holds(path, needle)) found.push(path);
  return found;
}

async function holds(path: string, needle: Buffer): Promise<boolean> {
  let kept: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path)) {
      const window = Buffer.concat([kept, chunk as Buffer]);
      if (window.includes(needle)) return true;
      kept = window.subarray(Math.max(0, window.length - needle.length + 1));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return false;
}
