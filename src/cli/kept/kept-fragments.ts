import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownJob } from '../../home/find-job.ts';
import type { ReplayBundle } from '../../jobs/replay/replay-bundle.ts';

/** A fragment that failed, as its job's folder keeps it. */
export interface KeptFragment {
  readonly folder: string;
  readonly bundle: ReplayBundle;
}

/** The failed fragments that a job's folder keeps, by their numbers. */
export async function keptFragments({ folder }: Pick<KnownJob, 'folder'>): Promise<readonly KeptFragment[]> {
  const bundles = join(folder, 'bundles');
  const entries = await readdir(bundles).catch(() => []);
  const fragments = await Promise.all(entries.map((entry) => readKeptFragment(join(bundles, entry))));
  return fragments
    .filter((fragment) => fragment !== null)
    .sort((a, b) => a.bundle.fragment - b.bundle.fragment);
}

/** Null where the folder holds no whole bundle. */
export async function readKeptFragment(folder: string): Promise<KeptFragment | null> {
  try {
    const bundle = JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')) as ReplayBundle | null;
    return typeof bundle?.fragment === 'number' ? { folder, bundle } : null;
  } catch {
    return null;
  }
}
