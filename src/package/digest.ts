import { createHash } from 'node:crypto';
import type { PackageFile } from '../model/package-source.ts';

/**
 * `sha256:` and 64 hex digits over the paths and contents in the given order, each preceded by its length so that no
 * two packages run together to the same bytes.
 */
export function digestOf(files: Iterable<PackageFile>): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) {
    hash.update(`${Buffer.byteLength(path)} ${bytes.length}\n${path}\n`);
    hash.update(bytes);
  }
  return `sha256:${hash.digest('hex')}`;
}
