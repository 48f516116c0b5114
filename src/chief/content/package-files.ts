import { lstat, readdir } from 'node:fs/promises';
import { exactJoin, nameOfBytes } from '../../text/byte-names.ts';
import { compareCodePoints } from '../../text/code-points.ts';
import type { ServedFile } from '../chief.ts';

/** The files of a package that is kept, by path. It was written by the chief: there is nothing in it but files. */
export async function listPackage(
  folder: string,
): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const files: { path: string; bytes: number }[] = [];
  const list = async (below: string): Promise<void> => {
    const entries = await readdir(exactJoin(folder, below), { withFileTypes: true, encoding: 'buffer' });
    for (const entry of entries) {
      const name = nameOfBytes(entry.name);
      const path = below === '' ? name : `${below}/${name}`;
      if (entry.isDirectory()) await list(path);
      else files.push({ path, bytes: (await lstat(exactJoin(folder, path))).size });
    }
  };
  await list('');
  return files.sort((a, b) => compareCodePoints(a.path, b.path));
}

/** A file of such a package; null where there is none of that path. */
export async function packageFileAt(folder: string, path: string): Promise<ServedFile | null> {
  const isBelow = path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
  if (!isBelow || path.includes('\0')) return null;
  const full = `${folder}/${path}`;
  const stats = await lstat(full).catch(() => null);
  return stats?.isFile() === true ? { path: full, bytes: stats.size } : null;
}
