import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownJob } from '../../home/find-job.ts';
import { type ReplayBundle, readReplayBundle } from '../../jobs/replay/replay-bundle.ts';

/** A fragment that failed, as its job's folder keeps it. */
export interface KeptFragment {
  readonly folder: string;
  readonly bundle: ReplayBundle;
}

/** All that a job's folder keeps. */
export interface KeptFragments {
  /** By their numbers. */
  readonly fragments: readonly KeptFragment[];
  /** Why others cannot be told of, one sentence each without its full stop. */
  readonly problems: readonly string[];
}

/** The failed fragments that a job's folder keeps. */
export async function keptFragments({ folder }: Pick<KnownJob, 'folder'>): Promise<KeptFragments> {
  const bundles = join(folder, 'bundles');
  const entries = (await readdir(bundles).catch(() => [])).filter((entry) => /^[1-9]\d{0,15}$/.test(entry));
  const fragments: KeptFragment[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const read = await readReplayBundle(join(bundles, entry));
    if (read.kind === 'read') fragments.push({ folder: join(bundles, entry), bundle: read.value });
    if (read.kind === 'unreadable') problems.push(read.problem);
  }
  return { fragments: fragments.sort((a, b) => a.bundle.fragment - b.bundle.fragment), problems };
}
