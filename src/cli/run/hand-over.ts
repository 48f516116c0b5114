import { join } from 'node:path';
import { type FinishedJob, isPublished, writeFinishedJob } from '../../home/finished-job.ts';
import { keepBundles, keepJobFolder, removeJobFolder, removeSpent } from '../../home/job-folders.ts';
import type { JobRecord } from '../../home/job-record.ts';
import type { JobReport } from '../../model/job-report.ts';
import { inertLine } from '../../text/inert-text.ts';
import { isLittle } from '../../trees/is-little.ts';
import { systemReason } from '../system-reason.ts';
import { publishResults, removeHalfMade } from './publish-results.ts';

/** What a job came to, for the one who asked for it. */
export interface HandedOver {
  /** With the results where they were asked for. */
  readonly report: JobReport;
  /** Why the results, which are there, could not be put where they were asked for. */
  readonly unpublished: string | null;
  /** The job's folder where it was kept, to be resumed or replayed. */
  readonly keptFolder: string | null;
}

/**
 * Puts the results of a job that has ended to their place, and keeps or removes its folder; `keep`: the folder has more
 * that is to be put somewhere. Of many bytes or files what is not wanted any more goes meanwhile: for the system that
 * is as much work.
 */
export async function handOver(
  ended: JobReport,
  folder: string,
  record: JobRecord,
  keep = false,
): Promise<HandedOver> {
  if (ended.job.state !== 'done') {
    const report = { ...ended, results: null };
    return { report, unpublished: null, keptFolder: await keepOrRemove(report, null, folder, record) };
  }
  const note = (made: string | null) => writeFinishedJob(folder, ended, made);
  let removed = Promise.resolve();
  try {
    if (!isLittle(folder)) {
      await note(null);
      removed = removeSpent(folder).catch(() => {});
    }
    await publishResults(join(folder, 'results.tar'), record.out, record.id, note);
  } catch (error) {
    await note(null).catch(() => {});
    return notPublished(ended, systemReason(error), folder, record);
  } finally {
    await removed;
  }
  return published(ended, folder, record, keep);
}

/** Goes on with a hand-over that was cut short, however far it had got. */
export async function handOverAgain(
  finished: FinishedJob,
  folder: string,
  record: JobRecord,
  keep = false,
): Promise<HandedOver> {
  if (!(await isPublished(finished, record.out))) return handOver(finished.report, folder, record, keep);
  await removeHalfMade(record.out, record.id);
  return published(finished.report, folder, record, keep);
}

async function published(
  ended: JobReport,
  folder: string,
  record: JobRecord,
  keep: boolean,
): Promise<HandedOver> {
  const report = { ...ended, results: record.out.path };
  if (keep) {
    await keepJobFolder(folder, record, 'failed').catch(() => {});
    return { report, unpublished: null, keptFolder: null };
  }
  return { report, unpublished: null, keptFolder: await keepOrRemove(report, null, folder, record) };
}

async function notPublished(
  ended: JobReport,
  reason: string,
  folder: string,
  record: JobRecord,
): Promise<HandedOver> {
  const unpublished = `The results could not be written to ${inertLine(record.out.path)}: ${reason}.`;
  const warnings = [...ended.job.warnings, unpublished];
  const results = join(folder, 'results.tar');
  const report = { ...ended, job: { ...ended.job, warnings }, results };
  return { report, unpublished, keptFolder: await keepOrRemove(report, unpublished, folder, record) };
}

/** Keeps a job's folder where something can still be done with it, else removes it; returns it where kept. */
async function keepOrRemove(
  { job }: JobReport,
  unpublished: string | null,
  folder: string,
  record: JobRecord,
): Promise<string | null> {
  const { resume } = record.options;
  const { state, counts, failure: cause } = job;
  const worthKeeping =
    unpublished !== null ||
    (state === 'cancelled' && resume) ||
    (state === 'failed' && (cause?.bundle != null || (resume && counts.results > 0))) ||
    (state === 'done' && counts.skipped > 0);
  try {
    if (!worthKeeping) await removeJobFolder(folder);
    else if (state === 'done' && unpublished === null) await keepBundles(folder, record);
    else await keepJobFolder(folder, record, state === 'cancelled' ? 'cancelled' : 'failed');
  } catch {
    // On a full disk, say, nothing can be noted or removed: the next start finds a job that nobody runs.
  }
  return worthKeeping ? folder : null;
}
