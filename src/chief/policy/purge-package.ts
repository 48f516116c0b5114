import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import type { Act } from '../../store/act.ts';
import type { PurgedPackage } from '../../store/packages.ts';
import type { Store } from '../../store/store.ts';
import type { PackageShelf } from '../content/package-shelf.ts';

export interface PurgeParts {
  readonly home: string;
  readonly store: Store;
  readonly packages: PackageShelf;
  /**
   * Ends those of these jobs that this chief runs, their containers included, and returns when none of them writes
   * to its folder any more.
   */
  readonly stopJobs: (ids: readonly string[]) => Promise<void>;
}

/**
 * Removes a package for all its owners, with everything made from it: its content, and the folders of all jobs that
 * ran it, with their copies, journals, caches, results and replay bundles. Audited first and finished by the next
 * start if this one dies. What was uploaded and not stored is the uploader's to discard.
 */
export async function purgePackage(
  parts: PurgeParts,
  digest: string,
  reason: string,
  act: Act,
): Promise<PurgedPackage> {
  const { home, store, packages, stopJobs } = parts;
  const purged = await packages.purge(digest, () => store.packages.purge(digest, reason, act));
  await stopJobs(purged.jobs);
  for (const id of purged.jobs) await removeJobFolder(jobFolder(home, id));
  return purged;
}
