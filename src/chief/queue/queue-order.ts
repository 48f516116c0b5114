import type { Claimant } from './next-job.ts';

/**
 * The jobs that wait, in the order in which {@link nextJob} would start them if all of them fitted and nothing ended
 * meanwhile: accounts take turns, those first that have the fewest running and `had` the least worker time.
 * `waiting` is in the order of waiting.
 */
export function queueOrder<Job extends Claimant>(
  waiting: Iterable<Job>,
  running: readonly Claimant[],
  had: (account: string) => number = () => 0,
): readonly Job[] {
  const taken = new Map<string, number>();
  const count = (account: string) => {
    const turn = taken.get(account) ?? 0;
    taken.set(account, turn + 1);
    return turn;
  };
  for (const { account } of running) count(account);
  const turns = [...waiting].map((job, place) => ({ job, place, turn: count(job.account) }));
  return turns
    .sort((a, b) => a.turn - b.turn || had(a.job.account) - had(b.job.account) || a.place - b.place)
    .map(({ job }) => job);
}
