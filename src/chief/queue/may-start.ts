import type { Claimant } from './next-job.ts';

/** A job that waits, as far as it may have ended a chief. */
export interface Suspect extends Claimant {
  /** Orders jobs by their acceptance. */
  readonly sequence: number;
  /** How many chiefs died while it ran and has not shown since that it lets one live. */
  readonly chiefDeaths: number;
}

/**
 * Those of the jobs which may be started now, in their order. A job that may have ended a chief waits until all that
 * waited when this chief began, up to the sequence number `horizon`, have been started; then such jobs are tried one
 * at a time, the least suspected first. `isTrying`: one of them runs and has not shown yet that it lets the chief live.
 */
export function mayStart<Job extends Suspect>(
  waiting: readonly Job[],
  isTrying: boolean,
  horizon: number,
): readonly Job[] {
  const calm = waiting.filter(({ chiefDeaths }) => chiefDeaths === 0);
  if (isTrying || calm.some(({ sequence }) => sequence <= horizon)) return calm;
  const fewest = Math.min(...waiting.map(({ chiefDeaths }) => chiefDeaths || Number.POSITIVE_INFINITY));
  const next = waiting.find(({ chiefDeaths }) => chiefDeaths === fewest);
  return waiting.filter((job) => job.chiefDeaths === 0 || job === next);
}
