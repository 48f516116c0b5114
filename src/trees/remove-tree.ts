import { randomBytes } from 'node:crypto';
import { rmdirSync, unlinkSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { holding } from '../files/own-mode.ts';
import { HeldFolder } from './held-folder.ts';
import { Pace } from './pace.ts';

/**
 * Looks at the top that find more than what was brought up there, and how long they go on in milliseconds: after both,
 * somebody is still writing.
 */
const mostLooks = 100;
const patienceMs = 10_000;

/**
 * Removes a folder that user code has written, whatever it made of it: folders nested deeper than any path can name,
 * and folders that their owner may not enter. Everything in it is reached through descriptors of the folders above
 * it, so links are removed and never followed, also where folders are swapped for links meanwhile. What is gone
 * already is fine.
 */
export async function removeAll(path: string | Buffer, signal: AbortSignal): Promise<void> {
  const folder = await openFolder(path);
  if (folder === 'gone') return;
  if (folder === 'no folder') return unless(ignoreGone, () => unlinkSync(path));
  await emptied(folder, new Pace(signal));
  unless(ignoreGone, () => rmdirSync(path));
}

/** {@link removeAll} of everything in a folder, which stays. */
export async function emptyAll(path: string | Buffer, signal: AbortSignal): Promise<void> {
  await emptied(HeldFolder.open(path), new Pace(signal));
}

/** Empties a folder and closes it. */
async function emptied(root: HeldFolder, pace: Pace): Promise<void> {
  try {
    root.makeOwners();
    await empty(root, pace);
  } finally {
    root.close();
  }
}

/** Folders are brought up to the top one level at a time, so that never more than two are open. */
async function empty(root: HeldFolder, pace: Pace): Promise<void> {
  const prefix = `.brought-up-${randomBytes(6).toString('hex')}-`;
  let brought = 0;
  let looks = 0;
  const until = performance.now() + patienceMs;
  for (let found = true; found; ) {
    let others = false;
    found = false;
    for (const entry of root.entries()) {
      found = true;
      others ||= !entry.name.toString('latin1').startsWith(prefix);
      if (others && looks >= mostLooks && performance.now() >= until)
        throw new Error('a folder cannot be removed: something still writes into it');
      if (pace.isOver) await pace.rest();
      const folder = entry.isDirectory() ? await openInside(root, entry.name) : null;
      if (folder === null) {
        if (!entry.isDirectory()) removeFile(root, entry.name);
        continue;
      }
      try {
        for (const inner of folder.entries()) {
          if (pace.isOver) await pace.rest();
          if (!inner.isDirectory()) removeFile(folder, inner.name);
          else {
            brought += 1;
            await bringUp(folder, inner.name, root, Buffer.from(`${prefix}${brought}`));
          }
        }
      } finally {
        folder.close();
      }
      unless(ignoreRefilled, () => root.rmdir(entry.name));
    }
    if (others) looks += 1;
  }
}

function removeFile(folder: HeldFolder, name: Buffer): void {
  unless(ignoreSwapped, () => folder.unlink(name));
}

/** A folder that moves must be its owner's to write, since the way up from it changes. */
async function bringUp(from: HeldFolder, name: Buffer, to: HeldFolder, newName: Buffer): Promise<void> {
  try {
    from.move(name, to, newName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return ignoreGone(error);
    await openUp(from.below(name));
    unless(ignoreGone, () => from.move(name, to, newName));
  }
}

/** Null for what is gone, or no folder any more: the next look finds what it is. */
async function openInside(root: HeldFolder, name: Buffer): Promise<HeldFolder | null> {
  const folder = await openFolder(root.below(name));
  if (typeof folder === 'string') return null;
  folder.makeOwners();
  return folder;
}

async function openFolder(path: string | Buffer): Promise<HeldFolder | 'gone' | 'no folder'> {
  try {
    return HeldFolder.open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'gone';
    if (code === 'ENOTDIR' || code === 'ELOOP') return 'no folder';
    if (code !== 'EACCES') throw error;
    await openUp(path);
    return HeldFolder.open(path);
  }
}

function openUp(path: string | Buffer): Promise<void> {
  return holding(path, (entry) => chmod(entry.path, 0o700));
}

function unless(ignore: (error: unknown) => void, act: () => void): void {
  try {
    act();
  } catch (error) {
    ignore(error);
  }
}

function ignoreGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** A file that has become a folder meanwhile is found again at the next look. */
function ignoreSwapped(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EISDIR') ignoreGone(error);
}

function ignoreRefilled(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') ignoreGone(error);
}
