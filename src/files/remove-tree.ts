import { chmod, lstat, readdir, rename, rm } from 'node:fs/promises';

/** Paths are kept well below what the system takes at once (PATH_MAX, 4096 bytes). */
const longPathBytes = 2048;
/** Errors with which removing by path fails where user code has provoked it. */
const stubborn: readonly (string | undefined)[] = ['ENAMETOOLONG', 'EACCES', 'EPERM', 'ENOTEMPTY'];

/**
 * Removes a folder that user code has written, whatever it made of it: folders nested deeper than any path can name,
 * and folders that their owner may not enter. Links are removed, never followed. What is gone already is fine. Nobody
 * may be writing into it any more.
 */
export async function removeTree(path: string | Buffer): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!stubborn.includes((error as NodeJS.ErrnoException).code)) throw error;
    await makeRemovable(Buffer.from(path));
    await rm(path, { recursive: true, force: true });
  }
}

/** {@link removeTree} of everything in a folder, which stays. */
export async function emptyTree(folder: string): Promise<void> {
  for (const name of await readdir(folder, { encoding: 'buffer' }))
    await removeTree(below(Buffer.from(folder), name));
}

/**
 * Makes every folder accessible to its owner, and moves those that lie deep up to the top. Passes over what is gone
 * meanwhile.
 */
async function makeRemovable(root: Buffer): Promise<void> {
  let brought = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of await foldersIn(folder)) {
      let path = below(folder, name);
      if (path.length > longPathBytes) {
        brought += 1;
        const near = below(root, Buffer.from(`.brought-up-${brought}-of-${process.pid}`));
        await rename(path, near).catch(ignoreGone);
        path = near;
      }
      folders.push(path);
    }
  }
}

async function foldersIn(folder: Buffer): Promise<Buffer[]> {
  try {
    const { mode } = await lstat(folder);
    if ((mode & 0o700) !== 0o700) await chmod(folder, 0o700);
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    ignoreGone(error);
    return [];
  }
}

function ignoreGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name]);
}
