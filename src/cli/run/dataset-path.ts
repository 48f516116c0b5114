import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fitName } from '../../model/names.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';

/** A dataset on this machine: absolute path, links resolved, and the name that user code sees. */
export interface Dataset {
  readonly path: string;
  readonly name: string;
}

/** Finds what `--data` names. Throws UsageError where it is missing, cannot be read, or is no file and no folder. */
export async function findDataset(data: string, cwd: string): Promise<Dataset> {
  if (data === '') throw new UsageError('--data needs the name of a file or folder.');
  const given = resolve(cwd, data);
  const shown = inertLine(given);
  try {
    const path = await realpath(given);
    const stats = await stat(path);
    if (stats.isDirectory()) await readdir(path);
    else if (stats.isFile()) await (await open(path, 'r')).close();
    else throw new UsageError(`--data needs a file or a folder, and ${shown} is neither.`);
    return { path, name: fitName(basename(given), 'data') };
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw new UsageError(`The data ${shown} does not exist.`);
      case 'EACCES':
      case 'EPERM':
        throw new UsageError(`The data ${shown} may not be read by this user.`);
      case 'ELOOP':
        throw new UsageError(`The data ${shown} is a link that leads back to itself.`);
      case 'ENAMETOOLONG':
        throw new UsageError(`The data ${shown} cannot be used: the name is too long.`);
    }
    throw error;
  }
}
