import { open, readdir } from 'node:fs/promises';
import { exactPath, nameOfBytes } from '../../text/byte-names.ts';

/** Brings a folder and everything in it to the disk, with the names. Holds regular files and folders only. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(exactPath(folder), { withFileTypes: true, encoding: 'buffer' })) {
    const path = `${folder}/${nameOfBytes(entry.name)}`;
    if (entry.isDirectory()) await syncTree(path);
    else await syncPath(path);
  }
  await syncPath(folder);
}

/** Brings the names in a folder to the disk. */
export function syncFolder(folder: string): Promise<void> {
  return syncPath(folder);
}

async function syncPath(path: string): Promise<void> {
  const file = await open(exactPath(path), 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
