import { type Failure, type FailureCode, failure, type Stage } from '../../model/failures.ts';
import type { JobSummary } from '../../model/job-report.ts';
import { isLimitName } from '../../model/limits.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { SpaceWatch } from '../space/space-watch.ts';
import type { LiveJob } from './live-job.ts';

/** What has to be known of the disk. */
export type ShortDisk = Pick<SpaceWatch, 'isShortNow' | 'wasShortLately' | 'blames' | 'disk'>;

type EndedJob = Pick<LiveJob, 'id' | 'bytes' | 'endReason' | 'endMessage' | 'stored'>;

/**
 * What a report means in a chief, which ends jobs for reasons of its own, and where a job may fail for reasons that say
 * nothing about it: then it is `interrupted`, to go on later. A job that met a full disk is to blame only where it has
 * written the most to it.
 */
export function judgeEnd(summary: JobSummary, job: EndedJob, disk: ShortDisk): JobSummary {
  const { failure: cause } = summary;
  if (cause === null) return summary;
  if (goesOnLater(cause.code, job)) return { ...summary, state: 'interrupted' };
  if (cause.code === 'cancelled' && job.endReason === 'space')
    return wroteMost(summary, cause.stage, job, disk);
  if (!metFullDisk(cause, job, disk)) return { ...summary, failure: explained(cause, job) };
  return disk.blames(job.id)
    ? wroteMost(summary, cause.stage, job, disk)
    : { ...summary, state: 'interrupted' };
}

/** The failure with what its job does not know: by whom and why it was cancelled. */
export function explained(
  cause: Failure,
  { endReason, endMessage }: Pick<EndedJob, 'endReason' | 'endMessage'>,
): Failure {
  if (cause.code !== 'cancelled') return cause;
  if (endReason === 'strike')
    return { ...cause, message: 'it was ended: its code tried what this chief does not allow' };
  return endReason === 'cancel' && endMessage !== null ? { ...cause, message: endMessage } : cause;
}

/** Whether a failure may come to mean something else, so that it is not to be told yet. */
export function isUndecided(cause: Failure, job: EndedJob, disk: ShortDisk): boolean {
  const ended = cause.code === 'cancelled' && job.endReason === 'space';
  return ended || goesOnLater(cause.code, job) || metFullDisk(cause, job, disk);
}

/** A failure that says nothing about the job: the chief stops, or there is no engine for now. */
function goesOnLater(code: FailureCode, { endReason }: EndedJob): boolean {
  return (
    (code === 'cancelled' && endReason === 'stop') || (code === 'engine-unavailable' && endReason === null)
  );
}

/** There was no space, and not for want of what the job itself may have. */
function metFullDisk({ code, limit, observed }: Failure, job: EndedJob, disk: ShortDisk): boolean {
  if (code !== 'disk-limit' || job.endReason !== null) return false;
  const bound = limit !== null && isLimitName(limit) ? job.stored.options.limits[limit] : 0;
  return (observed ?? 0) <= bound && disk.wasShortLately();
}

function wroteMost(summary: JobSummary, stage: Stage, { bytes }: EndedJob, { disk }: ShortDisk): JobSummary {
  const [written, reserve] = [formatBytes(bytes), formatBytes(disk.reserveBytes)];
  const message = `the disk of this chief had less than ${reserve} left, and this job had written the most to it, ${written}`;
  const cause = failure('disk-limit', stage, message, {
    observed: bytes,
    help: 'Write less, or ask the operator of this chief for more space.',
  });
  return { ...summary, state: 'failed', failure: cause };
}
