import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInSegment } from '../../bridge/payload.ts';
import { makeFolders } from '../../files/make-folders.ts';
import type { Failure } from '../../model/failures.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';
import type { SpentFragment } from '../work/work-stage.ts';

/**
 * What `bundle.json` of a replay bundle holds, beside the fragment's bytes in `fragment` and the log's end in `log`.
 */
export interface ReplayBundle {
  readonly job: string;
  readonly package: string;
  readonly fragment: number;
  /** Tries made, the last included. */
  readonly attempts: number;
  readonly failure: Failure;
}

/** Keeps all that is needed to run a failed fragment again. Returns the bundle's folder. */
export async function keepReplayBundle(
  jobFolder: string,
  spent: SpentFragment,
  segments: SegmentFiles,
  job: { readonly id: string; readonly package: string },
): Promise<string> {
  const number = spent.fragment.first;
  const folder = join(jobFolder, 'bundles', String(number));
  await makeFolders(folder, 0o700);
  const bundle: ReplayBundle = {
    job: job.id,
    package: job.package,
    fragment: number,
    attempts: spent.attempts,
    failure: { ...spent.cause, fragment: number, bundle: folder },
  };
  const { payload } = spent.fragment;
  const bytes = isInSegment(payload) ? await segments.read(payload) : payload;
  await writeFile(join(folder, 'fragment'), bytes, { mode: 0o600 });
  await writeFile(join(folder, 'log'), spent.log, { mode: 0o600 });
  await writeFile(join(folder, 'bundle.json'), `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600 });
  return folder;
}
