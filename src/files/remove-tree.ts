import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { chmod, rmdir, unlink } from 'node:fs/promises';
import { HeldFolder } from './held-folder.ts';
import { holding } from './own-mode.ts';

/** Files that are removed side by side: as many as keep the system's threads busy. */
const atATime = 64;
/** Looks at the top that find more than what was brought up there; after as many, somebody is still writing. */
const mostLooks = 100;

/**
 * Removes a folder that user code has written, whatever it made of it: folders nested deeper than any path can name,
 * and folders that their owner may not enter. Everything in it is reached through descriptors of the folders above
 * it, so links are removed and never followed, also where folders are swapped for links meanwhile. What is gone
 * already is fine.
 */
export async function removeTree(path: string | Buffer): Promise<void> {
  const folder = await openFolder(path);
  if (folder === 'gone') return;
  if (folder === 'no folder') return unlink(path).catch(ignoreGone);
  await emptied(folder);
  await rmdir(path).catch(ignoreGone);
}

/** {@link removeTree} of everything in a folder, which stays. */
export async function emptyTree(path: string): Promise<void> {
  await emptied(await HeldFolder.open(path));
}

/** Empties a folder and closes it. */
async function emptied(root: HeldFolder): Promise<void> {
  try {
    await makeOwners(root);
    await empty(root);
  } finally {
    await root.close();
  }
}

/** Folders are brought up to the top one level at a time, so that never more than two are open. */
async function empty(root: HeldFolder): Promise<void> {
  const prefix = `.brought-up-${randomBytes(6).toString('hex')}-`;
  let brought = 0;
  let looks = 0;
  for (let found = true; found; ) {
    let others = false;
    found = false;
    for await (const entries of inBatches(root)) {
      found = true;
      others ||= !entries.every(({ name }) => name.toString('latin1').startsWith(prefix));
      if (others && looks >= mostLooks)
        throw new Error('a folder cannot be removed: something still writes into it');
      await removeFiles(root, entries);
      for (const { name } of entries.filter((entry) => entry.isDirectory())) {
        const folder = await openInside(root, name);
        if (folder === null) continue;
        try {
          for await (const inner of inBatches(folder)) {
            await removeFiles(folder, inner);
            for (const entry of inner.filter((each) => each.isDirectory())) {
              brought += 1;
              await bringUp(folder, entry.name, root, Buffer.from(`${prefix}${brought}`));
            }
          }
        } finally {
          await folder.close();
        }
        await root.rmdir(name).catch(ignoreRefilled);
      }
    }
    if (others) looks += 1;
  }
}

/** What is in a folder, as many at once as are removed side by side; there may be millions. */
async function* inBatches(folder: HeldFolder): AsyncGenerator<Dirent<Buffer>[]> {
  let batch: Dirent<Buffer>[] = [];
  for await (const entry of folder.entries()) {
    batch.push(entry);
    if (batch.length < atATime) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function removeFiles(folder: HeldFolder, entries: readonly Dirent<Buffer>[]): Promise<void> {
  const files = entries.filter((entry) => !entry.isDirectory());
  await Promise.all(files.map(({ name }) => folder.unlink(name).catch(ignoreSwapped)));
}

/** A folder that moves must be its owner's to write, since the way up from it changes. */
async function bringUp(from: HeldFolder, name: Buffer, to: HeldFolder, newName: Buffer): Promise<void> {
  try {
    await from.move(name, to, newName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return ignoreGone(error);
    await openUp(from.below(name));
    await from.move(name, to, newName).catch(ignoreGone);
  }
}

/** Null for what is gone, or no folder any more: the next look finds what it is. */
async function openInside(root: HeldFolder, name: Buffer): Promise<HeldFolder | null> {
  const folder = await openFolder(root.below(name));
  if (typeof folder === 'string') return null;
  await makeOwners(folder);
  return folder;
}

async function openFolder(path: string | Buffer): Promise<HeldFolder | 'gone' | 'no folder'> {
  try {
    return await HeldFolder.open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'gone';
    if (code === 'ENOTDIR' || code === 'ELOOP') return 'no folder';
    if (code !== 'EACCES') throw error;
    await openUp(path);
    return HeldFolder.open(path);
  }
}

async function makeOwners({ handle }: HeldFolder): Promise<void> {
  const { mode } = await handle.stat();
  if ((mode & 0o700) !== 0o700) await handle.chmod(0o700);
}

function openUp(path: string | Buffer): Promise<void> {
  return holding(path, (entry) => chmod(entry.path, 0o700));
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
