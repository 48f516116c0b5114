import type { PackageSource } from '../model/package-source.ts';
import { dirHash, type HashedFile } from './dir-hash.ts';
import { type DigestSet, hexOf } from './statement.ts';

/** Algorithms of our own beside those of in-toto; docs/provenance.md says how they are computed. */
export const ownAlgorithms = { package: 'butcherPackage', folder: 'butcherFolder' } as const;

/** A package by its digests. Hashing is done in other threads. */
export async function packageDigests({ digest, files }: PackageSource): Promise<DigestSet> {
  const hashed: HashedFile[] = [];
  for (const { path, bytes } of files.values()) {
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    hashed.push({ path, sha256 });
  }
  return { [ownAlgorithms.package]: hexOf(digest), ...asDirHash(hashed) };
}

/** Data by their digest, as a chief gives it, and the files of a folder where they are known. */
export function dataDigests(digest: string, folder: boolean, files: readonly HashedFile[] = []): DigestSet {
  if (!folder) return { sha256: hexOf(digest) };
  return { [ownAlgorithms.folder]: hexOf(digest), ...(files.length > 0 && asDirHash(files)) };
}

function asDirHash(files: readonly HashedFile[]): DigestSet {
  const hex = dirHash(files);
  return hex === null ? {} : { dirHash: hex };
}
