import { open, rename } from 'node:fs/promises';

/** Writes a file that only its user may read, so that a crash leaves the old one or the new one, never half. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
