import { HeldFolder } from '../../files/held-folder.ts';

/** Folders in folders that results may have; what lies deeper common tools can neither pack nor unpack. */
export const deepestResults = 200;

const inodeBytes = 512;

/**
 * Space that a folder takes, in bytes: for every entry its inode, and its blocks or its length, whichever is more,
 * since holes cost nothing here and all their bytes in a tar. Links are not followed. Stops counting once `enough` is
 * exceeded. What vanishes meanwhile, cannot be looked into or lies deeper than {@link deepestResults} does not count.
 */
export async function folderUsage(path: string, enough: number): Promise<number> {
  return (await measure(path, enough)).bytes;
}

/** {@link folderUsage} of a results folder: infinite where folders are nested too deep. */
export async function resultsUsage(path: string, enough: number): Promise<number> {
  const { bytes, tooDeep } = await measure(path, enough);
  return tooDeep ? Number.POSITIVE_INFINITY : bytes;
}

async function measure(path: string, enough: number): Promise<{ bytes: number; tooDeep: boolean }> {
  const found = { bytes: 0, tooDeep: false };
  const count = async (folder: HeldFolder, depth: number): Promise<void> => {
    for (const entry of await folder.entries().catch(() => [])) {
      if (found.bytes > enough || found.tooDeep) return;
      const stats = await folder.stats(entry.name).catch(() => null);
      found.bytes += inodeBytes + (stats === null ? 0 : Math.max(stats.blocks * 512, stats.size));
      if (!entry.isDirectory()) continue;
      found.tooDeep = depth >= deepestResults;
      const inner = found.tooDeep ? null : await folder.folder(entry.name).catch(() => null);
      if (inner === null) continue;
      try {
        await count(inner, depth + 1);
      } finally {
        await inner.close();
      }
    }
  };
  const root = await HeldFolder.open(path).catch(() => null);
  if (root === null) return found;
  try {
    await count(root, 0);
  } finally {
    await root.close();
  }
  return found;
}
