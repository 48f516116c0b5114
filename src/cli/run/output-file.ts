import { constants } from 'node:fs';
import { open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { isMountPoint } from '../../files/mount-point.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';
import { checkFolderForNew, lstatIfThere, statIfThere } from './folder-for-new.ts';

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * What a file that the user names for our output leads to: `through` a character device or a FIFO is written, a
 * `file` is replaced as a whole, at the end of the links that lead to it, and where there is `nothing` one is made.
 */
type Target =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'through'; readonly isFifo: boolean }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Throws UsageError, before any work, where our output could not be written to the path: what is there must be fit to
 * take it, and folders above it must be there or possible to make.
 */
export async function checkOutputFile(path: string, option: string): Promise<void> {
  const target = await targetOf(path, option);
  if (target.kind === 'through') return;
  if (target.kind === 'file' && (await isMountPoint(target.path)))
    throw new UsageError(
      `${inertLine(path)} is a mount point, whose place nothing can take. Name another file with ${option}.`,
    );
  await checkFolderForNew(target.kind === 'file' ? target.path : path);
}

/**
 * Throws UsageError, before any work, where the path is taken: only a character device or a FIFO that is there is
 * written through.
 */
export async function checkNewFile(path: string, option: string): Promise<void> {
  const { kind } = await targetOf(path, option);
  if (kind === 'file')
    throw new UsageError(
      `${inertLine(path)} exists already. Remove it, or name another file with ${option}.`,
    );
  if (kind === 'nothing') await checkFolderForNew(path);
}

/**
 * Writes a new file, in a folder that is made where it is missing, or through a device. Throws the system's errors,
 * EEXIST where there is something by now.
 */
export async function writeNewFile(path: string, bytes: Buffer, mode = 0o666): Promise<void> {
  const target = await targetOf(path, '--out');
  if (target.kind === 'through') return writeThrough(path, target.isFifo, bytes);
  await makeFolders(dirname(path));
  const file = await open(path, newFile, mode);
  try {
    await file.writeFile(bytes).finally(() => file.close());
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * Writes all of it or nothing: beside a file and then in its place, but never in place of a device, a FIFO or a link.
 * Folders above it that are missing are made. `part` names what is written beside. Throws UsageError and the system's
 * errors.
 */
export async function writeOutputFile(
  path: string,
  text: string,
  part: string,
  option = '--report',
): Promise<void> {
  const target = await targetOf(path, option);
  if (target.kind === 'through') return writeThrough(path, target.isFifo, Buffer.from(text));
  const place = target.kind === 'file' ? target.path : path;
  const temporary = `${place}.${part}.part`;
  await makeFolders(dirname(place));
  await rm(temporary, { force: true });
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

async function targetOf(path: string, option: string): Promise<Target> {
  const shown = inertLine(path);
  const there = await lstatIfThere(path);
  if (there === null) return { kind: 'nothing' };
  const end = there.isSymbolicLink() ? await statIfThere(path) : there;
  if (end === null)
    throw new UsageError(
      `${shown} is a link that leads to nothing. Remove it, or name another file with ${option}.`,
    );
  if (end.isDirectory()) throw new UsageError(`${option} needs a file, and ${shown} is a folder.`);
  // A descriptor of this process by a name: what it leads to is written on, not replaced.
  if (end.isFile() && /^\/(dev|proc)\//.test(path)) return { kind: 'through', isFifo: false };
  if (end.isFile()) return { kind: 'file', path: await realpath(path) };
  if (end.isCharacterDevice() || end.isFIFO()) return { kind: 'through', isFifo: end.isFIFO() };
  throw new UsageError(`${option} needs a file, and ${shown} is ${end.isSocket() ? 'a socket' : 'a disk'}.`);
}

/** Nobody waits at a FIFO for a reader that never comes: then it fails with ENXIO. */
async function writeThrough(path: string, isFifo: boolean, bytes: Buffer): Promise<void> {
  const probe = isFifo ? await open(path, constants.O_WRONLY | constants.O_NONBLOCK) : null;
  try {
    const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOCTTY);
    await file.writeFile(bytes).finally(() => file.close());
  } finally {
    await probe?.close();
  }
}
