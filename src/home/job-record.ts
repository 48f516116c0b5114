import { basename, join } from 'node:path';
import { type ReadRecord, readRecord, recordShape, unreadable } from '../files/read-record.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { ProcessIdentity } from '../host/process-identity.ts';
import type { JobOptions, MendedPackage, RuntimeKind } from '../model/job-request.ts';
import {
  digest,
  exactly,
  fileName,
  flag,
  jobId,
  jobOptions,
  name,
  nullable,
  oneOf,
  path,
  processIdentity,
} from '../model/record-schemas.ts';

/** Where a job's results go. */
export interface ResultsTarget {
  /** Absolute. */
  readonly path: string;
  readonly form: 'tar' | 'tar.gz' | 'folder';
}

/** Where a signed statement about a job's results goes. */
export interface ProvenanceTarget {
  /** Absolute, as all of them. */
  readonly path: string;
  /** Where the digests of the fragments' results go; null: they are not made. */
  readonly fragmentDigests: string | null;
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
  /** How the job goes on where its package is not the one that its journal tells of. */
  readonly mended?: MendedPackage;
  readonly dataset: { readonly path: string; readonly name: string } | null;
  readonly options: JobOptions;
  /** What it began with. Whoever goes on with it has to choose anew. */
  readonly runtime: RuntimeKind;
  readonly out: ResultsTarget;
  /** File that gets the report, absolute. */
  readonly report: string | null;
  /** Left out where none was asked for. */
  readonly provenance?: ProvenanceTarget;
}

/** Its name in the job's folder. */
export const recordFile = 'job.json';

const mostBytes = 1024 * 1024;

const shape = recordShape(
  exactly(
    {
      version: oneOf(1),
      id: jobId,
      name,
      state: oneOf('running', 'interrupted', 'failed', 'cancelled', 'done'),
      createdAtMs: { type: 'number', minimum: 0, maximum: 8.64e15 },
      chief: nullable(processIdentity),
      package: exactly({ path, processor: nullable(path), digest }),
      mended: exactly({ keepResults: flag }),
      dataset: nullable(exactly({ path, name: fileName })),
      options: jobOptions,
      runtime: oneOf('docker', 'process', 'swarm'),
      out: exactly({ path, form: oneOf('tar', 'tar.gz', 'folder') }),
      report: nullable(path),
      provenance: exactly({ path, fragmentDigests: nullable(path) }),
    },
    'mended',
    'provenance',
  ),
);

/** Writes the record so that a crash leaves the old one or the new one, never half. */
export async function writeJobRecord(folder: string, record: JobRecord): Promise<void> {
  await writeDurably(join(folder, recordFile), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record of a job's folder, and what is wrong where it cannot be one. Throws the system's errors. */
export async function inspectJobRecord(folder: string): Promise<ReadRecord<JobRecord>> {
  const file = join(folder, recordFile);
  const read = await readRecord<JobRecord>(file, shape, mostBytes);
  if (read.kind !== 'read' || read.value.id === basename(folder)) return read;
  return { kind: 'unreadable', problem: unreadable(file, 'it is of a job that has another folder') };
}

/** The same; null where there is none that this version understands. */
export async function readJobRecord(folder: string): Promise<JobRecord | null> {
  const read = await inspectJobRecord(folder).catch(() => null);
  return read?.kind === 'read' ? read.value : null;
}
