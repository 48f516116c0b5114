import { createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, mkdir, open, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { makeFolders } from '../../files/make-folders.ts';
import type { ResultsTarget } from '../../home/job-record.ts';

/**
 * Puts a job's results tar where its user wants it: written beside as a temporary, made durable and then named, so
 * that there is nothing or everything. Never overwrites. The same tar gives the same bytes, compressed or not.
 * `onMade` gets the temporary when it is complete and has yet to be named. Throws the system's error, having removed
 * what it made; what an earlier attempt of the same job left half-made does no harm.
 */
export async function publishResults(
  tar: string,
  target: ResultsTarget,
  id: string,
  onMade: (temporary: string) => Promise<void> = async () => {},
): Promise<void> {
  const end = await placeOf(target);
  const folder = dirname(end);
  await makeFolders(folder);
  const temporary = temporaryFor(end, id);
  await rm(temporary, { recursive: true, force: true });
  try {
    if (target.form === 'folder') await unpack(tar, temporary);
    else if (target.form === 'tar.gz') await copy(tar, temporary, createGzip());
    else await place(tar, temporary);
    await onMade(temporary);
    if (target.form === 'folder') await nameFolder(temporary, end);
    else await nameFile(temporary, end);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what an attempt that was cut short left beside the place of the results. */
export async function removeHalfMade(target: ResultsTarget, id: string): Promise<void> {
  await rm(temporaryFor(await placeOf(target), id), { recursive: true, force: true });
}

/** Where the results get their name: a link to a folder stays, and the results go where it leads. */
async function placeOf({ path, form }: ResultsTarget): Promise<string> {
  return form === 'folder' ? realpath(path).catch(() => path) : path;
}

/** The temporary name of the results, beside their place, until they are complete. */
function temporaryFor(place: string, id: string): string {
  return join(dirname(place), `.${basename(place)}.${id}.part`);
}

/** Another name for the same file where the file system allows it, since results can be large. */
async function place(tar: string, temporary: string): Promise<void> {
  try {
    await link(tar, temporary);
  } catch {
    return copy(tar, temporary);
  }
  const file = await open(temporary, 'r+');
  try {
    await file.chmod(0o666 & ~process.umask());
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Node's gzip header has neither a name nor a time, so that it is deterministic as it is. */
async function copy(from: string, to: string, ...through: readonly NodeJS.ReadWriteStream[]): Promise<void> {
  await pipeline([createReadStream(from), ...through, createWriteStream(to, { flags: 'wx', flush: true })]);
}

async function unpack(tar: string, folder: string): Promise<void> {
  const { unpackTar } = await import('../../files/unpack-tar.ts');
  await mkdir(folder);
  await unpackTar(tar, folder);
}

/** `link` refuses what is there by now, which `rename` would overwrite; an empty file is what may be replaced. */
async function nameFile(temporary: string, path: string): Promise<void> {
  await removeEmptyFile(path);
  try {
    await link(temporary, path);
    await unlink(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // File systems without hard links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    // What comes there meanwhile keeps its name, too: this fails where there is anything.
    await (await open(path, 'wx')).close();
    await rename(temporary, path);
  }
}

/** Leaves what is no plain file where it is, a link to one included. */
async function removeEmptyFile(path: string): Promise<void> {
  const there = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there?.isFile() === true && there.size === 0) await unlink(path);
}

/** An empty folder gives way; `rename` refuses one that is not empty. */
async function nameFolder(temporary: string, path: string): Promise<void> {
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(temporary, path);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
