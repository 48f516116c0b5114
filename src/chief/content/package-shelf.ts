import { rm } from 'node:fs/promises';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { loadPackage } from '../../package/load-package.ts';
import { writePackage } from '../../package/write-package.ts';
import type { Act } from '../../store/act.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { OwnedPackage, PurgedPackage } from '../../store/packages.ts';
import type { Store } from '../../store/store.ts';
import { contentName, packageFolder, packagesFolder } from './content-paths.ts';
import { Shelf } from './shelf.ts';
import { spaceTaken } from './space-taken.ts';
import { syncTree } from './sync-tree.ts';

export type AddPackageOutcome =
  /** `known`: the account had it already. */
  | { readonly kind: 'added' | 'known'; readonly package: OwnedPackage }
  | { readonly kind: 'over-quota' | 'disk-full' | 'no-account' };

/** Space that the files of a package take, as quotas count it. */
export function packageSpace({ files }: PackageSource): number {
  return [...files.values()].reduce((sum, file) => sum + spaceTaken(file.bytes.length), 0);
}

/** The packages of a home: their content on disk and who owns them in the store, kept in step. */
export class PackageShelf {
  readonly #home: string;
  readonly #store: Pick<Store, 'packages'>;
  readonly #shelf: Shelf;

  constructor(home: string, store: Pick<Store, 'packages'>) {
    this.#home = home;
    this.#store = store;
    this.#shelf = new Shelf(packagesFolder(home));
  }

  /** Gives a package that was found good to an account. It is on disk when this returns. */
  async add(
    source: PackageSource,
    owner: string,
    quotaBytes: number,
    nowMs: number,
  ): Promise<AddPackageOutcome> {
    const { digest, name, manifest, files } = source;
    const bytes = packageSpace(source);
    let beginning: string | null = null;
    try {
      beginning = await this.#shelf.begin();
      await writePackage(source, beginning);
      await syncTree(beginning);
      return await this.#shelf.place<AddPackageOutcome>(beginning, contentName(digest), async () => {
        const content = { digest, name, manifest, files: files.size, bytes };
        const added = await this.#store.packages.add(owner, content, nowMs, quotaBytes);
        if (added !== 'added' && added !== 'owned') return { keep: false, result: { kind: added } };
        const owned = await this.#store.packages.find(digest, owner);
        if (owned === null) throw new Error(`the package ${digest} was stored and is gone`);
        return { keep: true, result: { kind: added === 'added' ? 'added' : 'known', package: owned } };
      });
    } catch (error) {
      if (beginning !== null) await rm(beginning, { recursive: true, force: true });
      if (isDiskFull(error)) return { kind: 'disk-full' };
      throw error;
    }
  }

  /** Reads a package's content; null where it is missing or no longer has its digest. */
  async load({ digest, name }: OwnedPackage, limits: Limits): Promise<PackageSource | null> {
    const loaded = await loadPackage(packageFolder(this.#home, digest), limits, { fileName: name });
    return loaded.kind === 'loaded' && loaded.source?.digest === digest ? loaded.source : null;
  }

  /** Removes a package of an account, and its content with the last owner. */
  async remove(digest: string, owner: string): Promise<'removed' | 'in-use' | 'unknown'> {
    return this.#shelf.remove(
      contentName(digest),
      async () => {
        const removed = await this.#store.packages.remove(digest, owner);
        const last = removed === 'removed-last';
        return { last, result: last ? 'removed' : removed };
      },
      () => this.#store.packages.isOnlyOwner(digest, owner),
    );
  }

  /** Takes a package from an account with all its jobs of it, audited; and its content away with the last owner. */
  async purge(digest: string, owner: string, reason: string, act: Act): Promise<PurgedPackage> {
    return this.#shelf.remove(
      contentName(digest),
      async () => {
        const result = await this.#store.packages.purge(digest, owner, reason, act);
        return { last: result.last, result };
      },
      () => this.#store.packages.isOnlyOwner(digest, owner),
    );
  }
}
