import { link, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../files/names-in.ts';
import { exactPath } from '../../text/byte-names.ts';
import { removeTree } from '../../trees/trees.ts';

const writableByAll = 0o002;

/**
 * Gives a file, or every file of a folder, a second name at `target`, which must not exist. False, with nothing left
 * there, when that cannot be done: on another file system, with more than `most` entries, or with links and the like.
 * Nor is it done with files that anybody may write: a second name is no protection for them.
 */
export async function linkTree(source: string, target: string, most: number): Promise<boolean> {
  let left = most;
  const visit = async (from: string, to: string): Promise<boolean> => {
    left -= 1;
    if (left < 0) return false;
    const stats = await lstat(exactPath(from));
    if (stats.isFile()) return (stats.mode & writableByAll) === 0 && linked(from, to);
    if (!stats.isDirectory()) return false;
    await mkdir(exactPath(to), { mode: 0o755 });
    for (const name of await namesIn(from))
      if (!(await visit(join(from, name), join(to, name)))) return false;
    return true;
  };
  const done = await visit(source, target);
  if (!done) await removeTree(exactPath(target));
  return done;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(exactPath(from), exactPath(to));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV' || code === 'EPERM' || code === 'EMLINK' || code === 'ENOTSUP') return false;
    throw error;
  }
}
