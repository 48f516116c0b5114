import { join } from 'node:path';

/** Uploads that are not judged yet. */
export function incomingFolder(home: string): string {
  return join(home, 'incoming');
}

/** Uploads that came in part and may be gone on with, each in a folder named after its id. */
export function uploadsFolder(home: string): string {
  return join(home, 'uploads');
}

/** All packages, each in a folder named after the hex digits of its digest. */
export function packagesFolder(home: string): string {
  return join(home, 'packages');
}

/** All data, each in a folder named after the hex digits of its digest. */
export function datasetsFolder(home: string): string {
  return join(home, 'datasets');
}

/** Where the files of a package are. */
export function packageFolder(home: string, digest: string): string {
  return join(packagesFolder(home), contentName(digest));
}

/** Where a dataset's file or folder is; a neutral name, since datasets of several names may share it. */
export function datasetPath(home: string, digest: string): string {
  return join(datasetsFolder(home), contentName(digest), 'data');
}

/** A digest as the name of a folder. Throws for anything else: it would be a path that somebody made up. */
export function contentName(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw new Error('not a digest');
  return hex;
}

/** The digest of the content in a folder of that name; null where it is not content. */
export function digestOfName(name: string): string | null {
  return /^[0-9a-f]{64}$/.test(name) ? `sha256:${name}` : null;
}
