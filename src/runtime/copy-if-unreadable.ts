import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readlink, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import { exactPath } from '../text/byte-names.ts';

/**
 * Returns `path` when everybody may read the file, or the folder and all in it; else makes a copy at `copyPath` that
 * everybody may read, and returns that. Folders above do not count: a bind mount does not pass through them. What
 * is neither file, folder nor link is left out of a copy.
 */
export async function copyIfUnreadable(path: string, copyPath: string): Promise<string> {
  if (await isReadableByAll(path)) return path;
  await copy(path, copyPath);
  return copyPath;
}

async function isReadableByAll(path: string): Promise<boolean> {
  const stats = await lstat(exactPath(path));
  if (!stats.isDirectory()) return !stats.isFile() || (stats.mode & 0o004) !== 0;
  if ((stats.mode & 0o005) !== 0o005) return false;
  for (const name of await namesIn(path)) if (!(await isReadableByAll(join(path, name)))) return false;
  return true;
}

async function copy(from: string, to: string): Promise<void> {
  const [source, target] = [exactPath(from), exactPath(to)];
  const stats = await lstat(source);
  if (stats.isSymbolicLink()) return symlink(await readlink(source, { encoding: 'buffer' }), target);
  if (!stats.isDirectory() && !stats.isFile()) return;
  if (stats.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE);
  else {
    await mkdir(target);
    for (const name of await namesIn(from)) await copy(join(from, name), join(to, name));
  }
  await chmod(target, stats.isDirectory() ? 0o755 : 0o644);
  await utimes(target, stats.atime, stats.mtime);
}
