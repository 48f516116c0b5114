import type { Manifest } from '../model/package-source.ts';
import type { Act } from './act.ts';
import type { Page, PageRequest } from './page.ts';

/** As many jobs of a package, or with a dataset, are counted. */
export const mostCountedJobs = 1000;

/** A package's content as the store knows it. */
export interface StoredPackage {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly name: string;
  /** How many files it has, and the space that they take: blocks of 4 KiB, and 512 bytes for each file. */
  readonly files: number;
  readonly bytes: number;
  readonly manifest: Manifest | null;
}

/** A package as one of its owners has it: the same content may belong to several accounts. */
export interface OwnedPackage extends StoredPackage {
  /** Grows with every upload; orders lists. */
  readonly sequence: number;
  readonly owner: string;
  readonly addedAtMs: number;
  /** When a job was last made from it by its owner, or else when it was added. */
  readonly lastUsedAtMs: number;
  /** Jobs of its owner that are of it and are still there; no more than {@link mostCountedJobs} are counted. */
  readonly jobs: number;
}

/** What a purge found. */
export interface PurgedPackage {
  /** Nobody owns the package now, so its content must go. */
  readonly last: boolean;
  /** Jobs of that account that ran the package, also before they were mended, and still have a row. */
  readonly jobs: readonly string[];
}

export interface PackageStore {
  /**
   * Gives a package to an account. `owned`: it had it already. `over-quota`: its packages, datasets and kept jobs
   * would be more than `quotaBytes`. In every other case nothing has changed.
   */
  add(
    owner: string,
    content: StoredPackage,
    atMs: number,
    quotaBytes: number,
  ): Promise<'added' | 'owned' | 'over-quota' | 'no-account'>;
  /** Null also where it is another account's; with null for owner, its earliest owner's. */
  find(digest: string, owner: string | null): Promise<OwnedPackage | null>;
  /** Newest first, of one account or, with null, of all. */
  list(owner: string | null, page: PageRequest): Promise<Page<OwnedPackage>>;
  /**
   * Takes a package from an account. `removed-last`: nobody owns it now, so its content must go. `in-use`: the
   * account's jobs, or with the last owner anybody's, that have not ended still need it.
   */
  remove(digest: string, owner: string): Promise<'removed' | 'removed-last' | 'in-use' | 'unknown'>;
  /**
   * Takes a package from one account, audited. That account's jobs of it keep their rows, with their reports cut to
   * what cannot quote it; those that have not ended become `cancelled`. Nothing of what was removed can be found in
   * the store's files afterwards. What the account does not own is purged all the same: its jobs may be there. Of
   * another account nothing changes, but that an admin whose job has not ended becomes an owner where there is no
   * other.
   */
  purge(digest: string, owner: string, reason: string, act: Act): Promise<PurgedPackage>;
  /** Nobody but this account, if that, owns the package. */
  isOnlyOwner(digest: string, owner: string): Promise<boolean>;
  /** So many that no job has any more and whose last use was before that time, the longest unused first. */
  unusedSince(beforeMs: number, most: number): Promise<readonly OwnedPackage[]>;
  /** Digests of everything that has an owner. */
  digests(): Promise<ReadonlySet<string>>;
}
