import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Space that a folder takes on disk, in bytes, counting every entry at least as its inode. Links are not followed.
 * Stops counting once `enough` is exceeded. What vanishes while it is counted does not count.
 */
export async function folderUsage(folder: string, enough: number): Promise<number> {
  const inodeBytes = 512;
  let total = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && total <= enough; next = folders.pop()) {
    const current = next;
    const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) folders.push(path);
      const stats = await lstat(path).catch(() => null);
      total += inodeBytes + (stats === null ? 0 : stats.blocks * 512);
      if (total > enough) break;
    }
  }
  return total;
}
