import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Intake, MemberKind } from './intake.ts';
import { readUpTo } from './read-at.ts';

/**
 * Reads every file of a folder through the intake. Links are never followed, leftovers never
 * entered. Throws the system's error when the folder itself cannot be read.
 */
export async function readFolder(root: string, intake: Intake): Promise<void> {
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined && !intake.stopped; folder = waiting.pop()) {
    for await (const name of namesIn(root, folder, intake)) {
      if (intake.stopped) return;
      const path = await admitOne(root, folder === '' ? name : `${folder}/${name}`, intake);
      if (path !== null) waiting.push(path);
    }
  }
}

async function* namesIn(root: string, folder: string, intake: Intake): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(join(root, folder))) yield (entry as Dirent).name;
  } catch (error) {
    if (folder === '') throw error;
    intake.refuseMember(folder, reason(error), 'Make it readable, or leave it out.');
  }
}

/** Returns the path when it is a folder to walk. */
async function admitOne(root: string, name: string, intake: Intake): Promise<string | null> {
  const full = join(root, name);
  try {
    const stats = await lstat(full);
    const path = intake.admit({ name, kind: kindOf(stats), size: stats.size, mode: stats.mode });
    if (path === null || stats.isDirectory()) return path;
    const bytes = await readUnchanged(full, stats);
    if (bytes === null)
      intake.refuseMember(path, 'it changed while it was read', 'Try again when nothing writes to it.');
    else intake.accept(path, bytes);
  } catch (error) {
    intake.refuseMember(name, reason(error), 'Make it readable, or leave it out.');
  }
  return null;
}

function kindOf(stats: Stats): MemberKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return 'device';
}

/** The file's content, or null when it is not, or does not stay, the file that was looked at. */
async function readUnchanged(path: string, expected: Stats): Promise<Buffer | null> {
  // Not following and not blocking: the name may have become a link or a fifo since.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const before = await file.stat();
    if (!before.isFile() || !isSame(before, expected)) return null;
    // One byte more than expected, to see that there is no more.
    const bytes = await readUpTo(file, 0, expected.size + 1);
    return bytes.length === expected.size && isSame(await file.stat(), expected) ? bytes : null;
  } finally {
    await file.close();
  }
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

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ENOENT' || code === 'ELOOP') return 'it changed while it was read';
  return `it could not be read (${code ?? String(error)})`;
}
