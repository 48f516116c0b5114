import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../files/write-durably.ts';
import type { ProcessIdentity } from '../host/process-identity.ts';
import type { JobOptions, RuntimeKind } from '../model/job-request.ts';

/** Where a job's results go. */
export interface ResultsTarget {
  /** Absolute. */
  readonly path: string;
  readonly form: 'tar' | 'tar.gz' | 'folder';
}

/** What a job's folder says of it: everything that is needed to go on with it in another process. */
export interface JobRecord {
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  /**
   * `running` until it has ended; `interrupted` when its chief died. A job that is done keeps its folder only where
   * it left fragments out.
   */
  readonly state: 'running' | 'interrupted' | 'failed' | 'cancelled' | 'done';
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The process that runs it; null when none does. */
  readonly chief: ProcessIdentity | null;
  readonly package: {
    /** Where it was loaded from, absolute. */
    readonly path: string;
    /** The file that was given in place of its processor, absolute. */
    readonly processor: string | null;
    /** What it must still have. */
    readonly digest: string;
  };
  readonly dataset: { readonly path: string; readonly name: string } | null;
  readonly options: JobOptions;
  readonly runtime: RuntimeKind;
  readonly out: ResultsTarget;
  /** File that gets the report, absolute. */
  readonly report: string | null;
}

/** Its name in the job's folder. */
export const recordFile = 'job.json';

/** Writes the record so that a crash leaves the old one or the new one, never half. */
export async function writeJobRecord(folder: string, record: JobRecord): Promise<void> {
  await writeDurably(join(folder, recordFile), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record of a job's folder; null where there is none that this version understands. */
export async function readJobRecord(folder: string): Promise<JobRecord | null> {
  try {
    const record = JSON.parse(await readFile(join(folder, recordFile), 'utf8')) as JobRecord | null;
    return record?.version === 1 ? record : null;
  } catch {
    return null;
  }
}
