import { jobFolder } from '../../home/job-folders.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { KeyedLock } from '../content/keyed-lock.ts';
import { biggestWriter } from '../space/biggest-writer.ts';
import { trimFolder, usageOf } from './job-files.ts';

export interface FreeKeptParts {
  readonly home: string;
  readonly store: Pick<Store, 'jobs'>;
  readonly log: ChiefLog;
  /** Held for a job by whoever takes it up again. */
  readonly locks: KeyedLock;
  /** Resolves when nothing of a job runs. */
  readonly rested: (id: string) => Promise<void>;
}

/** What the job's owner is told. */
const lost =
  'what the job had kept for going on was removed, as the disk of this chief was short; resumed, it begins anew';
/** Jobs looked at, of those that keep the most. */
const mostLookedAt = 1000;

/**
 * Where space is short: removes what an ended job keeps for going on, as it can be made again; of the account whose
 * jobs keep the most, the one that keeps the most. False where no job keeps anything.
 */
export async function freeKept({ home, store, log, locks, rested }: FreeKeptParts): Promise<boolean> {
  const id = biggestWriter(await store.jobs.keeping(mostLookedAt), { missingBytes: 0, reserveBytes: 0 });
  if (id === null) return false;
  await locks.hold(id, async () => {
    await rested(id);
    const job = await store.jobs.find(id, null);
    if (job?.state !== 'failed' && job?.state !== 'cancelled') return;
    const folder = jobFolder(home, id);
    await trimFolder(folder, false);
    const report = job.report && { ...job.report, warnings: [...job.report.warnings, lost] };
    await store.jobs.change(id, { ...(await usageOf(folder)), report });
  });
  log.warn({ job: id }, 'what it kept for going on was removed: the disk is short');
  return true;
}
