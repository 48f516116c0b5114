import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readlink, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import { exactPath } from '../text/byte-names.ts';

/**
 * Makes a copy of a file, or a folder and all in it, that everybody may read. Links are copied as links; what is
 * neither file, folder nor link is left out.
 */
export async function copyForAll(from: string, to: string): Promise<void> {
  const [source, target] = [exactPath(from), exactPath(to)];
  const stats = await lstat(source);
  if (stats.isSymbolicLink()) return symlink(await readlink(source, { encoding: 'buffer' }), target);
  if (!stats.isDirectory() && !stats.isFile()) return;
  if (stats.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE);
  else {
    await mkdir(target);
    for (const name of await namesIn(from)) await copyForAll(join(from, name), join(to, name));
  }
  await chmod(target, stats.isDirectory() ? 0o755 : 0o644);
  await utimes(target, stats.atime, stats.mtime);
}
