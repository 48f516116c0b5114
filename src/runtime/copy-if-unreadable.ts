import { constants } from 'node:fs';
import { chmod, cp, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns `path` when everybody may read the file, or the folder and all in it; else makes a copy at `copyPath` that
 * everybody may read, and returns that. Folders above do not count: a bind mount does not pass through them. What
 * is neither file, folder nor link is left out of a copy.
 */
export async function copyIfUnreadable(path: string, copyPath: string): Promise<string> {
  if (await everyEntry(path, isReadableByAll)) return path;
  await cp(path, copyPath, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
    filter: async (source) => {
      const stat = await lstat(source);
      return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
    },
  });
  await everyEntry(copyPath, async (entry) => {
    const stat = await lstat(entry);
    if (!stat.isSymbolicLink()) await chmod(entry, stat.isDirectory() ? 0o755 : 0o644);
    return true;
  });
  return copyPath;
}

async function isReadableByAll(path: string): Promise<boolean> {
  const stat = await lstat(path);
  if (stat.isDirectory()) return (stat.mode & 0o005) === 0o005;
  return !stat.isFile() || (stat.mode & 0o004) !== 0;
}

/** Visits a file, or a folder and all in it, folders before their entries, until one visit says false. */
async function everyEntry(path: string, visit: (path: string) => Promise<boolean>): Promise<boolean> {
  if (!(await visit(path))) return false;
  const stat = await lstat(path);
  if (!stat.isDirectory()) return true;
  for (const name of await readdir(path)) {
    if (!(await everyEntry(join(path, name), visit))) return false;
  }
  return true;
}
