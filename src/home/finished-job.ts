import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadRecord, readRecord, recordShape } from '../files/read-record.ts';
import { writeDurably } from '../files/write-durably.ts';
import { completeSummary, type JobReport } from '../model/job-report.ts';
import { exactly, jobSummary, nullable, oneOf, text } from '../model/record-schemas.ts';
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
/** Each file left out of the results has a warning in it. */
const mostBytes = 64 * 1024 * 1024;

const shape = recordShape(
  exactly({
    report: exactly({ type: oneOf('report'), job: jobSummary, results: nullable(text(4096)) }),
    publishing: nullable({ type: 'string', pattern: '^[0-9]{1,20}:[0-9]{1,20}$' }),
  }),
);

/** Notes that a job's results are packed. `made` is the file or folder that will be renamed to its place, if any. */
export async function writeFinishedJob(
  folder: string,
  report: JobReport,
  made: string | null,
): Promise<void> {
  const publishing = made === null ? null : await inodeOf(made);
  await writeDurably(join(folder, finishedFile), `${JSON.stringify({ report, publishing })}\n`);
}

/** `missing` where the job has not got so far. Throws the system's errors. */
export async function inspectFinishedJob(folder: string): Promise<ReadRecord<FinishedJob>> {
  const read = await readRecord<FinishedJob>(join(folder, finishedFile), shape, mostBytes);
  if (read.kind !== 'read') return read;
  const { report, publishing } = read.value;
  return { kind: 'read', value: { report: { ...report, job: completeSummary(report.job) }, publishing } };
}

/** The same; null where there is none that can be read. */
export async function readFinishedJob(folder: string): Promise<FinishedJob | null> {
  const read = await inspectFinishedJob(folder).catch(() => null);
  return read?.kind === 'read' ? read.value : null;
}

/** Whether what is at the target is what the job had made for it. */
export async function isPublished({ publishing }: FinishedJob, { path }: ResultsTarget): Promise<boolean> {
  return publishing !== null && (await inodeOf(path)) === publishing;
}

async function inodeOf(path: string): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev}:${stats.ino}`;
}
