import { type Failure, type FailureCode, failure, type Stage } from '../../model/failures.ts';
import type { JobSummary } from '../../model/job-report.ts';
import { isLimitName } from '../../model/limits.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { SpaceWatch } from '../space/space-watch.ts';
import type { LiveJob } from './live-job.ts';
import { mostFullDisks, mostRefusals, onceMore, type Setbacks } from './setbacks.ts';

/** What has to be known of the disk. */
export type ShortDisk = Pick<
  SpaceWatch,
  'isShortNow' | 'wasShortLately' | 'blames' | 'isAlone' | 'disk' | 'ballast'
>;

const help = 'Write less, or ask the operator of this chief for more space.';

type EndedJob = Pick<LiveJob, 'id' | 'bytes' | 'fullDisks' | 'endReason' | 'endMessage' | 'stored'>;

/**
 * What a report means in a chief, which ends jobs for reasons of its own, and where a job may fail for reasons that say
 * nothing about it: then it is `interrupted`, to go on later. A job that met a full disk is to blame only where it has
 * written the most to it, or fills it time and again with no other job beside it.
 */
export function judgeEnd(summary: JobSummary, job: EndedJob, disk: ShortDisk): JobSummary {
  const { failure: cause } = summary;
  if (cause === null) return summary;
  if (goesOnLater(cause.code, job)) return { ...summary, state: 'interrupted' };
  const isChosen = job.endReason === 'space';
  if (cause.code === 'cancelled' && isChosen) return wroteMost(summary, cause.stage, job, disk);
  if (!metFullDisk(cause, job, disk)) return { ...summary, failure: explained(cause, job) };
  if (isChosen || disk.blames(job.id)) return wroteMost(summary, cause.stage, job, disk);
  const { times } = onceMore(job.fullDisks, summary.counts);
  return times >= mostFullDisks && disk.isAlone(job.id)
    ? fillsAlone(summary, cause.stage, times, disk)
    : { ...summary, state: 'interrupted' };
}

/** What a job comes to that an engine refused which answers: it goes on later, but not for ever. */
export function judgeRefusal(summary: JobSummary, { times }: Setbacks): JobSummary {
  const { failure: cause } = summary;
  if (cause === null || times < mostRefusals) return summary;
  const message = `${cause.message.replace(/\.$/, '')}, ${times} times in a row`;
  return { ...summary, state: 'failed', failure: { ...cause, message } };
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

/** A failure that says nothing about the job: the chief stops, or there is no engine or no memory for now. */
function goesOnLater(code: FailureCode, { endReason }: EndedJob): boolean {
  return (
    (code === 'cancelled' && (endReason === 'stop' || endReason === 'memory')) ||
    (code === 'engine-unavailable' && endReason === null)
  );
}

/** There was no space, and not for want of what the job itself may have. */
function metFullDisk({ code, limit, observed }: Failure, job: EndedJob, disk: ShortDisk): boolean {
  if (code !== 'disk-limit' || (job.endReason !== null && job.endReason !== 'space')) return false;
  const bound = limit !== null && isLimitName(limit) ? job.stored.options.limits[limit] : 0;
  return (observed ?? 0) <= bound && disk.wasShortLately();
}

function wroteMost(summary: JobSummary, stage: Stage, { bytes }: EndedJob, { disk }: ShortDisk): JobSummary {
  const [written, reserve] = [formatBytes(bytes), formatBytes(disk.reserveBytes)];
  const message = `the disk of this chief had less than ${reserve} left, and this job had written the most to it, ${written}`;
  return {
    ...summary,
    state: 'failed',
    failure: failure('disk-limit', stage, message, { observed: bytes, help }),
  };
}

function fillsAlone(summary: JobSummary, stage: Stage, times: number, { disk }: ShortDisk): JobSummary {
  const message = `the disk of this chief, of ${formatBytes(disk.totalBytes)}, was full each of the ${times} times that this job ran, and no other job had taken any of it`;
  return { ...summary, state: 'failed', failure: failure('disk-limit', stage, message, { help }) };
}
