import { open, readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { exactRealpath } from '../../files/exact-realpath.ts';
import { exactPath } from '../../text/byte-names.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';

/** A dataset on this machine: absolute path, links resolved, and its own name, which user code sees. */
export interface Dataset {
  readonly path: string;
  readonly name: string;
}

/** The file system's own root has no name. */
const namelessData = 'data';

/** Finds what `--data` names. Throws UsageError where it is missing, cannot be read, or is no file and no folder. */
export async function findDataset(data: string, cwd: string): Promise<Dataset> {
  if (data === '') throw new UsageError('--data needs the name of a file or folder.');
  if (data === '-') throw pipe('The data `-`, standard input,');
  const given = resolve(cwd, data);
  const shown = inertLine(given);
  try {
    const stats = await stat(exactPath(given));
    if (stats.isFIFO() || stats.isSocket()) throw pipe(`The data ${shown}`);
    if (!stats.isDirectory() && !stats.isFile())
      throw new UsageError(`--data needs a file or a folder, and ${shown} is neither.`);
    const path = await exactRealpath(given);
    if (stats.isDirectory()) await readdir(exactPath(path), { encoding: 'buffer' });
    else await (await open(exactPath(path), 'r')).close();
    return { path, name: basename(given) || namelessData };
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

/** `what` is a pipe, or may be one. */
function pipe(what: string): UsageError {
  return new UsageError(
    `${what} is a pipe, which can be read only once. Put it into a file first (\`… > FILE\`), and give that.`,
  );
}
