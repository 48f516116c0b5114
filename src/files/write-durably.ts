import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Writes a file that only its user may read, so that a crash leaves the old one or the new one, never half. */
export async function writeDurably(path: string, text: string): Promise<void> {
  // What a crash has left there, or a link that somebody put there, gives way.
  await rm(`${path}.new`, { force: true });
  const file = await open(`${path}.new`, newFile, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
