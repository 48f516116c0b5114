import type { Claimant } from './next-job.ts';

/** A job that waits or runs, as far as it may have ended a chief. */
export interface Suspect extends Claimant {
  /** How many chiefs died while it ran and has not shown since that it lets one live. */
  readonly chiefDeaths: number;
}

/**
 * Those of the jobs which may be started now, in their order. A job that may have ended a chief waits, of those that
 * have waited since this chief began, for all others of its own account, and for one of every other account: not for
 * all that those have, which may be hours. Then such jobs are tried one at a time, the least suspected first, each
 * until it has shown that it lets the chief live.
 */
export function mayStart<Job extends Suspect>(
  waiting: readonly Job[],
  running: readonly Suspect[],
  sinceBeginning: ReadonlySet<string>,
): readonly Job[] {
  const calm = waiting.filter(({ chiefDeaths }) => chiefDeaths === 0);
  if (running.some(({ chiefDeaths }) => chiefDeaths > 0)) return calm;
  const served = new Set(running.map(({ account }) => account));
  const first = new Set(calm.filter(({ id }) => sinceBeginning.has(id)).map(({ account }) => account));
  if ([...first].some((account) => !served.has(account))) return calm;
  const free = waiting.filter(({ account, chiefDeaths }) => chiefDeaths > 0 && !first.has(account));
  const fewest = Math.min(...free.map(({ chiefDeaths }) => chiefDeaths));
  const next = free.find(({ chiefDeaths }) => chiefDeaths === fewest);
  return waiting.filter((job) => job.chiefDeaths === 0 || job === next);
}
