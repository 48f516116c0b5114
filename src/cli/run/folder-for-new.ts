import { constants, type Stats } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';

const reasons = {
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'this user may not look into a folder on the way',
  ELOOP: 'it is a link that leads back to itself',
} as const;

/** As long as what a name gets while the file or folder is written beside its place. */
const beside = '.123456789abc.download';

/**
 * Throws UsageError, before any work, where a file or folder could not be made at the path: folders above it need not
 * exist, but must be possible to make.
 */
export async function checkFolderForNew(path: string): Promise<void> {
  const shown = inertLine(path);
  await lstat(join(dirname(path), `.${basename(path)}${beside}`)).catch((error: NodeJS.ErrnoException) =>
    ignoreMissing(error, path),
  );
  let folder = dirname(path);
  let there = await statIfThere(folder);
  while (there === null && dirname(folder) !== folder) {
    if ((await lstatIfThere(folder)) !== null)
      throw new UsageError(
        `${shown} cannot be written: ${inertLine(folder)} is a link that leads to nothing.`,
      );
    folder = dirname(folder);
    there = await statIfThere(folder);
  }
  if (!there?.isDirectory())
    throw new UsageError(`${shown} cannot be written: ${inertLine(folder)} is not a folder.`);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`${shown} cannot be written: this user may not write to ${inertLine(folder)}.`);
  }
}

/** Null where there is nothing. Throws UsageError where the path cannot be used, else the system's errors. */
export async function statIfThere(path: string): Promise<Stats | null> {
  return stat(path).catch(ignoreMissing);
}

/** The same, of a link itself. */
export async function lstatIfThere(path: string): Promise<Stats | null> {
  return lstat(path).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException, path = error.path ?? ''): null {
  if (error.code === 'ENOENT') return null;
  if (
    error.code === 'ENOTDIR' ||
    error.code === 'ENAMETOOLONG' ||
    error.code === 'EACCES' ||
    error.code === 'ELOOP'
  )
    throw new UsageError(`${inertLine(path)} cannot be used: ${reasons[error.code]}.`);
  throw error;
}
