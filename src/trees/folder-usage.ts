import { HeldFolder } from './held-folder.ts';
import { Pace } from './pace.ts';

/** Folders in folders that results may have; what lies deeper common tools can neither pack nor unpack. */
export const deepestResults = 200;

/** Files, folders and the rest that results may have in all, since the chief lists and sorts them to make the tar. */
export const mostResults = 1_000_000;
/** Bytes of the paths of all of them together. */
export const mostResultPathBytes = 128 * 1024 * 1024;

const inodeBytes = 512;

/** What was found before there was enough of it. */
export interface Usage {
  /** For every entry its inode, and its blocks or its length, whichever is more. */
  readonly bytes: number;
  readonly entries: number;
  /** Something lies deeper than {@link deepestResults}. */
  readonly tooDeep: boolean;
}

/**
 * Space that a folder takes, in bytes: for every entry its inode, and its blocks or its length, whichever is more,
 * since holes cost nothing here and all their bytes in a tar. Links are not followed. Stops counting once `enough`
 * bytes or `most` entries are exceeded. What vanishes meanwhile, cannot be looked into or lies deeper than
 * {@link deepestResults} does not count.
 */
export async function measureUsage(
  path: string,
  enough: number,
  most: number,
  signal: AbortSignal,
): Promise<Usage> {
  const found = { bytes: 0, entries: 0, tooDeep: false };
  const pace = new Pace(signal);
  const count = async (folder: HeldFolder, depth: number): Promise<void> => {
    for (const entry of folder.entries()) {
      if (found.bytes > enough || found.entries > most || found.tooDeep) return;
      found.entries += 1;
      const stats = orNull(() => folder.stats(entry.name));
      found.bytes += inodeBytes + (stats === null ? 0 : Math.max(stats.blocks * 512, stats.size));
      if (pace.isOver) await pace.rest();
      if (!entry.isDirectory()) continue;
      found.tooDeep = depth >= deepestResults;
      const inner = found.tooDeep ? null : orNull(() => folder.folder(entry.name));
      if (inner === null) continue;
      try {
        await count(inner, depth + 1);
      } catch {
        signal.throwIfAborted();
      } finally {
        inner.close();
      }
    }
  };
  const root = orNull(() => HeldFolder.open(path));
  if (root === null) return found;
  try {
    await count(root, 0);
  } catch {
    signal.throwIfAborted();
  } finally {
    root.close();
  }
  return found;
}

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
