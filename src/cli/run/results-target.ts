import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMountPoint } from '../../files/mount-point.ts';
import type { ResultsTarget } from '../../home/job-record.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';
import { checkFolderForNew, lstatIfThere, statIfThere } from './folder-for-new.ts';
import { checkOutputFile } from './output-file.ts';

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
 * What comes there takes its place by a rename, so it may be no mount point.
 */
export async function checkResultsTarget({ path, form }: ResultsTarget): Promise<void> {
  const shown = inertLine(path);
  const elsewhere = 'Remove it, or name another place with --out.';
  const there = await statIfThere(path);
  const isLink = (await lstatIfThere(path))?.isSymbolicLink() === true;
  if (isLink && !there?.isDirectory())
    throw new UsageError(
      `The results cannot go to ${shown}: it is a link to what is no folder. ${elsewhere}`,
    );
  if (there === null) return checkFolderForNew(path);
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
  const place = await realpath(path);
  if (await isMountPoint(place)) {
    const instead =
      form === 'folder' ? `Name a folder inside it, such as --out ${join(path, 'results')}.` : elsewhere;
    throw new UsageError(
      `The results cannot go to ${shown}: it is a mount point, whose place nothing can take. ${inertLine(instead)}`,
    );
  }
  await checkFolderForNew(place);
}

/**
 * Throws UsageError where a report could not be written to that path: a file that is there will be replaced, a device
 * or FIFO written through.
 */
export function checkReportPath(path: string): Promise<void> {
  return checkOutputFile(path, '--report');
}
