import { lstat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exactPath } from '../text/byte-names.ts';
import { inertLine } from '../text/inert-text.ts';
import { namesIn } from './names-in.ts';

/**
 * Looks through a folder for what is neither a plain file nor a folder, links above all, and says where it is; null
 * where there is none. `shallow` names folders at its top that are looked through only so many levels deep, since
 * user code wrote what lies below.
 */
export async function findUnplain(
  root: string,
  shallow: Readonly<Record<string, number>> = {},
): Promise<string | null> {
  const look = async (folder: string, levels: number): Promise<string | null> => {
    for (const name of (await namesIn(folder)).sort()) {
      const path = join(folder, name);
      const stats = await lstat(exactPath(path)).catch(() => null);
      if (stats === null || stats.isFile()) continue;
      const shown = inertLine(relative(root, path));
      if (stats.isSymbolicLink()) return `${shown} is a link`;
      if (!stats.isDirectory()) return `${shown} is neither a file nor a folder`;
      const left = folder === root && Object.hasOwn(shallow, name) ? shallow[name]! : levels - 1;
      const found = left > 0 ? await look(path, left) : null;
      if (found !== null) return found;
    }
    return null;
  };
  return look(root, Number.POSITIVE_INFINITY);
}
