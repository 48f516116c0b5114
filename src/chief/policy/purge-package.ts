import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import type { Act } from '../../store/act.ts';
import type { PurgedPackage } from '../../store/packages.ts';
import type { PackageShelf } from '../content/package-shelf.ts';

export interface PurgeParts {
  readonly home: string;
  readonly packages: PackageShelf;
  /**
   * Ends those of these jobs that this chief runs, their containers included, and returns when none of them writes
   * to its folder any more.
   */
  readonly stopJobs: (ids: readonly string[]) => Promise<void>;
}

/**
 * Takes a package from one account, with everything that the account made from it: the folders of its jobs, with their
 * copies, journals, caches, results and replay bundles; the content goes with the last owner. Another account's jobs of
 * the same package, running ones too, are not touched. Audited first and finished by the next start if this one dies.
 * What was uploaded and not stored is the uploader's to discard.
 */
export async function purgePackage(
  { home, packages, stopJobs }: PurgeParts,
  { digest, account }: { readonly digest: string; readonly account: string },
  reason: string,
  act: Act,
): Promise<PurgedPackage> {
  const purged = await packages.purge(digest, account, reason, act);
  await stopJobs(purged.jobs);
  for (const id of purged.jobs) await removeJobFolder(jobFolder(home, id));
  return purged;
}
