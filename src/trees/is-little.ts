import { HeldFolder } from './held-folder.ts';

/** Entries, and bytes of files, up to which a folder is little: all that is done with it takes a millisecond or two. */
const mostEntries = 64;
export const littleBytes = 4 * 1024 * 1024;
const mostDepth = 8;

/** Whether there is so little in a folder, or none, that a thread takes longer to begin than what is to be done. */
export function isLittle(path: string | Buffer, mostBytes = littleBytes): boolean {
  let entries = 0;
  let bytes = 0;
  const look = (folder: HeldFolder, depth: number): boolean => {
    for (const entry of folder.entries()) {
      entries += 1;
      if (!entry.isDirectory()) bytes += folder.stats(entry.name).size;
      if (entries > mostEntries || bytes > mostBytes || depth >= mostDepth) return false;
      if (entry.isDirectory() && !isLittleInside(folder.folder(entry.name), depth + 1)) return false;
    }
    return true;
  };
  const isLittleInside = (folder: HeldFolder, depth: number): boolean => {
    try {
      return look(folder, depth);
    } finally {
      folder.close();
    }
  };
  try {
    return isLittleInside(HeldFolder.open(path), 0);
  } catch (error) {
    // Whatever else is the matter with it, who does something with it says so.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
