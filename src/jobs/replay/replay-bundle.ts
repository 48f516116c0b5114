import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInSegment } from '../../bridge/payload.ts';
import { makeFolders } from '../../files/make-folders.ts';
import type { Failure } from '../../model/failures.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';
import type { SpentFragment } from '../work/work-stage.ts';

/**
 * What `bundle.json` of a replay bundle holds, beside the fragment's bytes in `fragment` and the log's end in `log`, which
 * are missing where there was no space for them.
 */
export interface ReplayBundle {
  readonly job: string;
  readonly package: string;
  readonly fragment: number;
  /** Tries made, the last included. */
  readonly attempts: number;
  readonly failure: Failure;
}

/** The text of a bundle's `bundle.json`. */
export function describeBundle(
  folder: string,
  spent: SpentFragment,
  job: { readonly id: string; readonly package: string },
): string {
  const number = spent.fragment.first;
  const bundle: ReplayBundle = {
    job: job.id,
    package: job.package,
    fragment: number,
    attempts: spent.attempts,
    failure: { ...spent.cause, fragment: number, bundle: folder },
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** Writes a bundle; with null for its content, only how the fragment failed. */
export async function writeBundle(
  folder: string,
  description: string,
  content: { readonly spent: SpentFragment; readonly segments: SegmentFiles } | null,
): Promise<void> {
  await makeFolders(folder, 0o700);
  if (content !== null) {
    const { payload } = content.spent.fragment;
    const bytes = isInSegment(payload) ? await content.segments.read(payload) : payload;
    await writeFile(join(folder, 'fragment'), bytes, { mode: 0o600 });
    await writeFile(join(folder, 'log'), content.spent.log, { mode: 0o600 });
  }
  await writeFile(join(folder, 'bundle.json'), description, { mode: 0o600 });
}
