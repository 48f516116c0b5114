import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import type { Store } from '../../store/store.ts';
import { contentName, datasetsFolder, digestOfName, packagesFolder } from './content-paths.ts';
import { removedPrefix, unfinishedPrefix } from './shelf.ts';

/**
 * Removes what a chief that died left behind: half-made and half-removed content, what was purged, and the folders of
 * jobs whose package was; uploads went before the store was opened, by `makeRoom`. Other content of which the store
 * knows nothing is set aside. For a starting chief that holds the home's lock and does not accept anything yet.
 */
export async function sweepContent(
  home: string,
  store: Store,
  setAside: (path: string) => Promise<void>,
): Promise<void> {
  const shelves = [
    [packagesFolder(home), await store.packages.digests()],
    [datasetsFolder(home), await store.datasets.digests()],
  ] as const;
  for (const [folder, owned] of shelves)
    for (const name of await namesIn(folder)) {
      const digest = digestOfName(name);
      const isLeftover = name.startsWith(unfinishedPrefix) || name.startsWith(removedPrefix);
      if (isLeftover || (await wasPurged(store, digest, owned))) await remove(folder, name);
      else if (digest !== null && !owned.has(digest)) await setAside(join(folder, name));
    }
  for (const id of await store.jobs.purged()) await removeJobFolder(jobFolder(home, id));
}

/** Of the content of a purge nothing may be left, however the chief died that purged it. */
async function wasPurged(store: Store, digest: string | null, owned: ReadonlySet<string>): Promise<boolean> {
  if (digest === null || owned.has(digest)) return false;
  const filter = { action: 'package-purged', subject: digest } as const;
  return (await store.audit.list(null, { limit: 1 }, filter)).items.length > 0;
}

/** What the store knows and the disk has not: paths of content that is missing. */
export async function missingContent(home: string, store: Store): Promise<readonly string[]> {
  const missing: string[] = [];
  const shelves = [
    [packagesFolder(home), await store.packages.digests()],
    [datasetsFolder(home), await store.datasets.digests()],
  ] as const;
  for (const [folder, owned] of shelves) {
    const there = new Set(await namesIn(folder));
    for (const digest of owned) {
      const name = contentName(digest);
      if (!there.has(name)) missing.push(join(folder, name));
    }
  }
  return missing;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function remove(folder: string, name: string): Promise<void> {
  return rm(join(folder, name), { recursive: true, force: true });
}
