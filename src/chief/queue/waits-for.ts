import { formatBytes } from '../../text/format-quantity.ts';
import type { MemoryUser } from './extra-memory.ts';
import { fitsAlone, type RunningBounds } from './next-job.ts';

/**
 * What keeps every job from being begun: the chief stops or is drained, its engine is gone, its disk is short, no
 * machine of its cluster is ready.
 */
export type QueueHold = 'stopping' | 'draining' | 'engine' | 'disk' | 'machines';

/** A waiting job, as far as it matters to what it waits for. */
export interface Waiter {
  readonly account: string;
  readonly memoryBytes: number;
  /** When it may be started again, by the chief's clock, in milliseconds. */
  readonly notBeforeMs: number;
  readonly chiefDeaths: number;
}

export interface Waiting {
  readonly hold: QueueHold | null;
  /** Accounts that may not have jobs started now. */
  readonly barred: ReadonlySet<string>;
  readonly nowMs: number;
  readonly running: readonly (MemoryUser & { readonly account: string })[];
  readonly bounds: RunningBounds;
}

const holds: Readonly<Record<QueueHold, string>> = {
  stopping: 'the chief to be started again',
  draining: 'the chief to take jobs again, after its operator is done with it',
  engine: 'the container engine, which does not answer, or runs no jobs as it is',
  disk: 'room on the disk of the chief',
  machines: 'a machine of the cluster that is ready and has room for a worker',
};

/** What a job waits for that is not begun yet: the end of "it waits for …", for people. */
export function waitsFor(
  job: Waiter,
  position: number,
  { hold, barred, nowMs, running, bounds }: Waiting,
): string {
  if (hold !== null) return holds[hold];
  if (barred.has(job.account)) return 'its account to be let in again';
  if (job.notBeforeMs > nowMs) return 'its next try, in a few seconds';
  if (!fitsAlone(job, bounds))
    return `more memory than this chief lets all jobs have: its containers take ${formatBytes(job.memoryBytes)} of ${formatBytes(bounds.aloneBytes)} (serve.memoryBytes)`;
  if (position > 1)
    return position === 2 ? 'its turn; one job is before it' : `its turn; ${position - 1} jobs are before it`;
  if (job.chiefDeaths > 0) return 'others to be begun first, since a chief ended while it ran';
  const own = running.some(({ account }) => account === job.account);
  const room = bounds.running + (own ? 0 : bounds.reserved);
  if (running.length >= room) return 'a running job to end';
  const used = running.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  if (running.length > 0 && used + job.memoryBytes > bounds.memoryBytes)
    return 'memory that running jobs have';
  return 'its containers to be started';
}
