import { constants } from 'node:fs';
import { basename, join } from 'node:path';
import { isInSegment } from '../../bridge/payload.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { openPlain } from '../../files/open-plain.ts';
import { type ReadRecord, readRecord, recordShape, unreadable } from '../../files/read-record.ts';
import type { Failure } from '../../model/failures.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { Limits } from '../../model/limits.ts';
import { digest, exactly, failure, jobId, limits, ordinal, params } from '../../model/record-schemas.ts';
import type { Params } from '../../params/params.ts';
import { removeTree } from '../../trees/trees.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';
import type { SpentFragment } from '../work/work-stage.ts';

/**
 * What `bundle.json` of a replay bundle holds, beside the fragment's bytes in `fragment` and the log's end in `log`,
 * which are missing where there was no space for them.
 */
export interface ReplayBundle {
  readonly job: string;
  readonly package: string;
  readonly fragment: number;
  /** Tries made, the last included. */
  readonly attempts: number;
  /** Those of the job; bundles of an earlier version do not say. */
  readonly limits?: Limits;
  /** Those of the job; left out where its package declares none. */
  readonly params?: Params;
  readonly failure: Failure;
}

/** What a bundle keeps of the job. */
export interface BundledJob {
  readonly id: string;
  readonly package: string;
  readonly limits: Limits;
  readonly params?: Params | undefined;
}

/** Names of the files of a bundle. */
export const bundleFiles = { record: 'bundle.json', fragment: 'fragment', log: 'log' } as const;

/** A bundle's record is small: what user code says in it is bounded by the bridge. */
export const mostRecordBytes = 1024 * 1024;

/** What a bundle's record has to be, whoever sent it. */
export const bundleShape = recordShape(
  exactly(
    { job: jobId, package: digest, fragment: ordinal, attempts: ordinal, limits, params, failure },
    'limits',
    'params',
  ),
);

export function bundledJob({ id, source, options }: JobRequest): BundledJob {
  const { limits, params } = options;
  return { id, package: source.digest, limits, params };
}

/** The text of a bundle's `bundle.json`. */
export function describeBundle(folder: string, spent: SpentFragment, job: BundledJob): string {
  const number = spent.fragment.first;
  const bundle: ReplayBundle = {
    job: job.id,
    package: job.package,
    fragment: number,
    attempts: spent.attempts,
    limits: job.limits,
    ...(job.params !== undefined && { params: job.params }),
    failure: { ...spent.cause, fragment: number, bundle: folder },
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** Writes a bundle anew; with null for its content, only how the fragment failed. */
export async function writeBundle(
  folder: string,
  description: string,
  content: { readonly spent: SpentFragment; readonly segments: SegmentFiles } | null,
): Promise<void> {
  // An earlier run may have kept it, too.
  await removeTree(folder);
  await makeFolders(folder, 0o700);
  if (content !== null) {
    const { payload } = content.spent.fragment;
    const bytes = isInSegment(payload) ? await content.segments.read(payload) : payload;
    await write(join(folder, bundleFiles.fragment), bytes);
    await write(join(folder, bundleFiles.log), content.spent.log);
  }
  await write(join(folder, bundleFiles.record), description);
}

/** The record of a bundle that a job's folder keeps. `missing` where it is not whole. Throws the system's errors. */
export async function readReplayBundle(folder: string): Promise<ReadRecord<ReplayBundle>> {
  const path = join(folder, bundleFiles.record);
  const read = await readRecord<ReplayBundle>(path, bundleShape, mostRecordBytes);
  if (read.kind !== 'read' || String(read.value.fragment) === basename(folder)) return read;
  return { kind: 'unreadable', problem: unreadable(path, 'it is of a fragment that has another folder') };
}

async function write(path: string, content: Buffer | string): Promise<void> {
  const file = await openPlain(path, { flags: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL });
  await file.writeFile(content).finally(() => file.close());
}
