import { constants } from 'node:fs';
import { access, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ResultsTarget } from '../../home/job-record.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';
import { checkOutputFile } from './output-file.ts';

const reasons = {
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'this user may not look into a folder on the way',
  ELOOP: 'it is a link that leads back to itself',
} as const;

/** What `--out` means: a tar where it ends in `.tar`, `.tar.gz` or `.tgz`, else a folder. */
export function resultsTarget(out: string, cwd: string): ResultsTarget {
  if (out === '') throw new UsageError('--out needs the name of a file or folder.');
  const path = resolve(cwd, out);
  if (/[/\\]$/.test(out)) return { path, form: 'folder' };
  if (/\.(tar\.gz|tgz)$/i.test(out)) return { path, form: 'tar.gz' };
  return { path, form: /\.tar$/i.test(out) ? 'tar' : 'folder' };
}

/**
 * Throws UsageError where results could not be put there: nothing is ever overwritten, so there must be nothing yet,
 * or an empty folder (for a tar, an empty file). Folders above it need not exist, but must be possible to make.
 */
export async function checkResultsTarget({ path, form }: ResultsTarget): Promise<void> {
  const shown = inertLine(path);
  const elsewhere = 'Remove it, or name another place with --out.';
  const there = await stat(path).catch(ignoreMissing);
  const isLink = (await lstat(path).catch(ignoreMissing))?.isSymbolicLink() === true;
  if (isLink && !there?.isDirectory())
    throw new UsageError(
      `The results cannot go to ${shown}: it is a link to what is no folder. ${elsewhere}`,
    );
  if (there === null) return checkFolderForNew(dirname(path), shown);
  if (form === 'folder') {
    if (!there.isDirectory())
      throw new UsageError(`The results cannot go to ${shown}: it is there and not a folder. ${elsewhere}`);
    if ((await readdir(path)).length > 0)
      throw new UsageError(`The results cannot go to ${shown}: the folder is not empty. ${elsewhere}`);
  } else if (there.isDirectory()) {
    throw new UsageError(`The results cannot go to ${shown}: it is a folder and no tar file. ${elsewhere}`);
  } else if (!there.isFile() || there.size > 0) {
    throw new UsageError(`The results cannot go to ${shown}: it exists already. ${elsewhere}`);
  }
  await checkFolderForNew(dirname(path), shown);
}

/**
 * Throws UsageError where a report could not be written to that path: a file that is there will be replaced, a device
 * or FIFO written through.
 */
export function checkReportPath(path: string): Promise<void> {
  return checkOutputPath(path, '--report');
}

/** The same for what another option names. */
export async function checkOutputPath(path: string, option: string): Promise<void> {
  await checkOutputFile(path, option).catch(rethrowInWords);
  const there = await stat(path).catch(ignoreMissing);
  if (there === null || there.isFile()) await checkFolderForNew(dirname(path), inertLine(path));
}

function rethrowInWords(error: NodeJS.ErrnoException): never {
  if (error instanceof UsageError) throw error;
  ignoreMissing(error);
  throw error;
}

async function checkFolderForNew(folder: string, shown: string): Promise<void> {
  const there = await stat(folder).catch(ignoreMissing);
  if (there === null && dirname(folder) !== folder) return checkFolderForNew(dirname(folder), shown);
  if (!there?.isDirectory())
    throw new UsageError(`${shown} cannot be written: ${inertLine(folder)} is not a folder.`);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`${shown} cannot be written: this user may not write to ${inertLine(folder)}.`);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  if (
    error.code === 'ENOTDIR' ||
    error.code === 'ENAMETOOLONG' ||
    error.code === 'EACCES' ||
    error.code === 'ELOOP'
  )
    throw new UsageError(`${inertLine(error.path ?? '')} cannot be used: ${reasons[error.code]}.`);
  throw error;
}
