import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../files/write-durably.ts';
import { completeSummary, type JobReport } from '../model/job-report.ts';
import type { ResultsTarget } from './job-record.ts';

/** What the folder of a job says once its results tar is there: only handing it over is left. */
export interface FinishedJob {
  readonly report: JobReport;
  /**
   * What is about to get the name that the user asked for, so that a later process can tell whether it did; null where
   * nothing was made yet. Device and inode, in decimal.
   */
  readonly publishing: string | null;
}

const finishedFile = 'finished.json';

/** Notes that a job's results are packed. `made` is the file or folder that will be renamed to its place, if any. */
export async function writeFinishedJob(
  folder: string,
  report: JobReport,
  made: string | null,
): Promise<void> {
  const publishing = made === null ? null : await inodeOf(made);
  await writeDurably(join(folder, finishedFile), `${JSON.stringify({ report, publishing })}\n`);
}

/** Null where the job has not got so far. */
export async function readFinishedJob(folder: string): Promise<FinishedJob | null> {
  try {
    const { report, publishing } = JSON.parse(
      await readFile(join(folder, finishedFile), 'utf8'),
    ) as FinishedJob;
    return { report: { ...report, job: completeSummary(report.job) }, publishing };
  } catch {
    return null;
  }
}

/** Whether what is at the target is what the job had made for it. */
export async function isPublished({ publishing }: FinishedJob, { path }: ResultsTarget): Promise<boolean> {
  return publishing !== null && (await inodeOf(path)) === publishing;
}

async function inodeOf(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev}:${stats.ino}`;
}
