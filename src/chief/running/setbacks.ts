import type { JobCounts } from '../../model/job-report.ts';

/** How often in a row a job was thrown back by something, and got no further in between. */
export interface Setbacks {
  readonly times: number;
  /** Results had and merged by the best of its runs. */
  readonly reached: number;
}

export const noSetbacks: Setbacks = { times: 0, reached: 0 };
/** After so many a job that fills the disk with no other beside it would do so for ever. */
export const mostFullDisks = 3;
/** After so many an engine that answers, and refuses a job, would do so for ever. */
export const mostRefusals = 5;

export function onceMore({ times, reached }: Setbacks, { results, merged }: JobCounts): Setbacks {
  const now = results + merged;
  return now > reached ? { times: 1, reached: now } : { times: times + 1, reached };
}
