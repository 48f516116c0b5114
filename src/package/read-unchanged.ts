import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { readUpTo } from './archives/read-at.ts';

/** The content of an open file, or null when it is not, or does not stay, the regular file that was looked at. */
export async function readUnchanged(
  file: Pick<FileHandle, 'read' | 'stat'>,
  expected: Stats,
): Promise<Buffer | null> {
  const before = await file.stat();
  if (!before.isFile() || !isSame(before, expected)) return null;
  // One byte more than expected, to see that there is no more.
  const bytes = await readUpTo(file, 0, expected.size + 1);
  return bytes.length === expected.size && isSame(await file.stat(), expected) ? bytes : null;
}

function isSame(left: Stats, right: Stats): boolean {
  return (
    left.ino === right.ino &&
    left.dev === right.dev &&
    left.size === right.size &&
    left.mtimeMs === right.mtimeMs &&
    left.ctimeMs === right.ctimeMs
  );
}
