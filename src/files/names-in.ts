import { readdir } from 'node:fs/promises';
import { exactPath, nameOfBytes } from '../text/byte-names.ts';

/** The names in a folder, each with all of its bytes as {@link nameOfBytes} gives them. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(exactPath(folder), { encoding: 'buffer' })).map(nameOfBytes);
}
