import { link, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { namesIn } from '../files/names-in.ts';
import { exactJoin } from '../text/byte-names.ts';

/**
 * Makes a folder's tree a second time, on the same disk, with the very same files in it: what is deleted from the first
 * afterwards is still in the second. What is neither a file nor a folder is left out, and so is what goes meanwhile.
 * False where the folder is not there.
 */
export async function linkTree(from: string, to: string): Promise<boolean> {
  const names = await namesIn(from).catch(absent);
  if (names === null) return false;
  await makeFolders(to, 0o700);
  for (const name of names) {
    const stats = await lstat(exactJoin(from, name)).catch(absent);
    if (stats?.isDirectory() === true) await linkTree(join(from, name), join(to, name));
    else if (stats?.isFile() === true) await link(exactJoin(from, name), exactJoin(to, name)).catch(absent);
  }
  return true;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
