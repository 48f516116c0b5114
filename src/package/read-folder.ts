import { constants, type Dir, type Stats } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { exactJoin, exactPath, nameOfBytes } from '../text/byte-names.ts';
import type { Intake } from './intake.ts';
import { environmentMark } from './left-out.ts';
import type { MemberKind } from './member.ts';
import { readUnchanged } from './read-unchanged.ts';

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
    // Its type has no names as bytes.
    const entries = (await opendir(exactJoin(root, folder), { encoding: 'buffer' as BufferEncoding })) as Dir;
    for await (const { name } of entries) yield nameOfBytes(name as unknown as Buffer);
  } catch (error) {
    if (folder === '') throw error;
    intake.refuseMember(folder, reason(error), 'Make it readable, or leave it out.');
  }
}

/** Returns the path when it is a folder to walk. */
async function admitOne(root: string, name: string, intake: Intake): Promise<string | null> {
  const full = join(root, name);
  try {
    const stats = await lstat(exactPath(full));
    if (stats.isDirectory() && (await isEnvironment(full))) intake.leftOut.addEnvironment(name);
    const path = intake.admit({ name, kind: kindOf(stats), size: stats.size, mode: stats.mode });
    if (path === null || stats.isDirectory()) return path;
    const bytes = await contentOf(full, stats);
    if (bytes === null)
      intake.refuseMember(path, 'it changed while it was read', 'Try again when nothing writes to it.');
    else intake.accept(path, bytes);
  } catch (error) {
    intake.refuseMember(name, reason(error), 'Make it readable, or leave it out.');
  }
  return null;
}

/** Whether a folder below the package's own is a virtual environment. */
async function isEnvironment(folder: string): Promise<boolean> {
  try {
    return (await lstat(exactJoin(folder, environmentMark))).isFile();
  } catch {
    // It is not there, or cannot be looked at, which walking the folder tells.
    return false;
  }
}

function kindOf(stats: Stats): MemberKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return 'device';
}

async function contentOf(path: string, expected: Stats): Promise<Buffer | null> {
  // The file is opened without following a link and without blocking, since the name may have become a link or a fifo
  // since.
  const file = await open(exactPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return await readUnchanged(file, expected);
  } finally {
    await file.close();
  }
}

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ENOENT' || code === 'ELOOP') return 'it changed while it was read';
  return `it could not be read (${code ?? String(error)})`;
}
