import { realpath } from 'node:fs/promises';
import { exactPath, nameOfBytes } from '../text/byte-names.ts';

/** The path with its links resolved, every byte of its names kept. */
export async function exactRealpath(path: string): Promise<string> {
  return nameOfBytes(await realpath(exactPath(path), { encoding: 'buffer' }));
}
