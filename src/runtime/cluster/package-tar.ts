import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** A package as it goes to other machines. */
export interface PackageTar {
  readonly bytes: Buffer;
  /** Of the bytes, in hex. */
  readonly sha256: string;
}

const mtime = new Date(0);

/** Reads a job's package, whose names and sizes were checked when it was loaded; the same files give the same bytes. */
export async function packageTar(folder: string): Promise<PackageTar> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const tar = pack();
  const whole = buffer(tar);
  const named = entries
    .map((entry) => ({ entry, name: join(entry.parentPath, entry.name).slice(join(folder, '/').length) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const { entry, name } of named) {
    if (entry.isDirectory()) tar.entry({ name, type: 'directory', mode: 0o755, mtime });
    else if (entry.isFile()) tar.entry({ name, mode: 0o644, mtime }, await readFile(join(folder, name)));
  }
  tar.finalize();
  const bytes = await whole;
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
