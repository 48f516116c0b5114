/** A running job, as far as sharing goes. */
export interface Sharer {
  readonly id: string;
  readonly account: string;
  /** Most workers that it can use, at least one. */
  readonly wanted: number;
  /** Memory that its containers may take with a single worker, and that each further worker may, in bytes. */
  readonly memoryBytes: number;
  readonly workerBytes: number;
  /** What its account has been given; left out: as much as others, and no bound of its own. */
  readonly standing?: Standing;
}

/** An account's part of what all share. */
export interface Standing {
  /** Others have 1. */
  readonly weight: number;
  /** Most workers over its jobs. */
  readonly slots: number;
}

export const usualStanding: Standing = { weight: 1, slots: Number.POSITIVE_INFINITY };

/** What is shared out. */
export interface Shared {
  /** Workers. */
  readonly slots: number;
  /** Memory of all containers, in bytes. */
  readonly memoryBytes: number;
}

/**
 * How many of the machine's worker slots each running job gets, by its id: max-min fair by account, of which one of
 * twice the weight gets twice as many, then by job. Every job gets at least one, though there be more jobs than slots,
 * and none more than it wants or its account may have; no other slot stays free that a job wants and there is memory
 * for. Among equals the earlier in the list is served first.
 */
export function shares(jobs: readonly Sharer[], { slots, memoryBytes }: Shared): ReadonlyMap<string, number> {
  const shared = new Map(jobs.map(({ id }) => [id, 1]));
  const ofAccount = new Map<string, number>();
  for (const { account } of jobs) ofAccount.set(account, (ofAccount.get(account) ?? 0) + 1);
  let leftBytes = memoryBytes - jobs.reduce((sum, job) => sum + job.memoryBytes, 0);
  for (let left = slots - jobs.length; left > 0; left -= 1) {
    let neediest: Sharer | null = null;
    for (const job of jobs) {
      if (shared.get(job.id)! >= job.wanted || job.workerBytes > leftBytes) continue;
      if (ofAccount.get(job.account)! >= (job.standing ?? usualStanding).slots) continue;
      if (neediest === null || isNeedier(job, neediest)) neediest = job;
    }
    if (neediest === null) break;
    leftBytes -= neediest.workerBytes;
    shared.set(neediest.id, shared.get(neediest.id)! + 1);
    ofAccount.set(neediest.account, ofAccount.get(neediest.account)! + 1);
  }
  return shared;

  function isNeedier(job: Sharer, than: Sharer): boolean {
    const [own, other] = [part(job), part(than)];
    return own === other ? shared.get(job.id)! < shared.get(than.id)! : own < other;
  }

  /** What its account has, as a part of what it may have. */
  function part({ account, standing = usualStanding }: Sharer): number {
    return ofAccount.get(account)! / standing.weight;
  }
}
