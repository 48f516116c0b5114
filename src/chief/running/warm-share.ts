import type { ChiefSettings } from '../chief-settings.ts';
import { memoryClaim } from '../queue/memory-claim.ts';

/** More workers would make a waiting job dear, and are started while the first are at work. */
const mostWorkers = 2;
/** Of the memory for containers, those that wait for a job take this share at most. */
const mostShare = 0.25;

/** What containers may wait for jobs: for how many, with how many workers each, and how much memory they may take. */
export function warmShare({ slots, warmJobs, ociRuntime, limits, memoryBytes }: ChiefSettings): {
  readonly jobs: number;
  readonly workers: number;
  readonly memoryBytes: number;
} {
  const workers = Math.min(slots, mostWorkers);
  const claim = memoryClaim(limits, workers);
  const jobs = ociRuntime === null ? Math.min(warmJobs, Math.floor((mostShare * memoryBytes) / claim)) : 0;
  return { jobs, workers, memoryBytes: jobs * claim };
}
