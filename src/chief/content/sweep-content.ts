import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import type { Store } from '../../store/store.ts';
import { datasetsFolder, digestOfName, packagesFolder } from './content-paths.ts';
import { removedPrefix, unfinishedPrefix } from './shelf.ts';

/**
 * Removes what a chief that died left behind: half-made and half-removed content, content that nobody owns, and the
 * folders of jobs whose package was purged; uploads went before the store was opened, by `makeRoom`. For a starting
 * chief that holds the home's lock and does not accept anything yet.
 */
export async function sweepContent(home: string, store: Store): Promise<void> {
  await sweepShelf(packagesFolder(home), await store.packages.digests());
  await sweepShelf(datasetsFolder(home), await store.datasets.digests());
  for (const id of await store.jobs.purged()) await removeJobFolder(jobFolder(home, id));
}

async function sweepShelf(folder: string, owned: ReadonlySet<string>): Promise<void> {
  for (const name of await namesIn(folder)) {
    const digest = digestOfName(name);
    const isLeftover = name.startsWith(unfinishedPrefix) || name.startsWith(removedPrefix);
    if (isLeftover || (digest !== null && !owned.has(digest))) await remove(folder, name);
  }
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
