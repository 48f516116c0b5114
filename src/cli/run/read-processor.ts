import { readFile, stat } from 'node:fs/promises';
import type { Limits } from '../../model/limits.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';

/** Reads the file that `--processor` names. Throws UsageError where that is not possible. */
export async function readProcessor(path: string, limits: Limits): Promise<Buffer> {
  const shown = inertLine(path);
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw new UsageError(`--processor needs a Python file, and ${shown} is none.`);
    if (stats.size > limits.packageBytes)
      throw new UsageError(`The processor ${shown} is larger than the limit packageBytes.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const missing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw new UsageError(`The processor ${shown} ${missing ? 'does not exist' : 'cannot be read'}.`);
  }
}
