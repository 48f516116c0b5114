import { HeldFolder } from '../../files/held-folder.ts';

/** Folders in folders that results may have; what lies deeper common tools can neither pack nor unpack. */
export const deepestResults = 200;

/** Files, folders and the rest that results may have in all, since the chief lists and sorts them to make the tar. */
export const mostResults = 1_000_000;
/** Bytes of the paths of all of them together. */
export const mostResultPathBytes = 128 * 1024 * 1024;

const inodeBytes = 512;

/**
 * Space that a folder takes, in bytes: for every entry its inode, and its blocks or its length, whichever is more,
 * since holes cost nothing here and all their bytes in a tar. Links are not followed. Stops counting once `enough` is
 * exceeded. What vanishes meanwhile, cannot be looked into or lies deeper than {@link deepestResults} does not count.
 */
export async function folderUsage(path: string, enough: number): Promise<number> {
  return (await measure(path, enough)).bytes;
}

/** {@link folderUsage} of a results folder: infinite where folders are nested too deep or hold too many entries. */
export async function resultsUsage(path: string, enough: number, most = mostResults): Promise<number> {
  const { bytes, entries, tooDeep } = await measure(path, enough, most);
  return tooDeep || entries > most ? Number.POSITIVE_INFINITY : bytes;
}

interface Measured {
  bytes: number;
  entries: number;
  tooDeep: boolean;
}

async function measure(path: string, enough: number, most = Number.POSITIVE_INFINITY): Promise<Measured> {
  const found = { bytes: 0, entries: 0, tooDeep: false };
  const count = async (folder: HeldFolder, depth: number): Promise<void> => {
    for await (const entry of folder.entries()) {
      if (found.bytes > enough || found.entries > most || found.tooDeep) return;
      found.entries += 1;
      const stats = await folder.stats(entry.name).catch(() => null);
      found.bytes += inodeBytes + (stats === null ? 0 : Math.max(stats.blocks * 512, stats.size));
      if (!entry.isDirectory()) continue;
      found.tooDeep = depth >= deepestResults;
      const inner = found.tooDeep ? null : await folder.folder(entry.name).catch(() => null);
      if (inner === null) continue;
      try {
        await count(inner, depth + 1).catch(() => {});
      } finally {
        await inner.close();
      }
    }
  };
  const root = await HeldFolder.open(path).catch(() => null);
  if (root === null) return found;
  try {
    await count(root, 0).catch(() => {});
  } finally {
    await root.close();
  }
  return found;
}
