import { join } from 'node:path';
import { openPlain } from '../../files/open-plain.ts';
import { bundleFiles } from '../../jobs/replay/replay-bundle.ts';
import type { Failure } from '../../model/failures.ts';
import { publicFailure } from '../events/public-event.ts';
import { bundledFragments, bundleFolder, readBundle } from '../running/job-files.ts';

/** Fragments of a job that failed in the same way: by the same code, at the same line of the author's. */
export interface FailureGroup extends Pick<Failure, 'code' | 'message' | 'file' | 'line'> {
  readonly count: number;
  /** The first of them, by number. */
  readonly fragments: readonly number[];
  readonly example: {
    readonly fragment: number;
    readonly attempts: number;
    readonly failure: Failure;
    /** Of the fragment; null where its bytes were not kept. */
    readonly bytes: number | null;
    /** Its first bytes, in base64. */
    readonly begins: string;
  };
}

export interface FailureGroups {
  /** The largest first. */
  readonly groups: readonly FailureGroup[];
  /** How many fragments were looked at, and how many there are. */
  readonly counted: number;
  readonly of: number;
}

/** Bundles that are looked at, and what is told of a group. */
const mostBundles = 500;
const mostNamed = 20;
const headBytes = 512;

/** Groups what is kept of a job's failed fragments, the first {@link mostBundles} of them. */
export async function groupFailures(folder: string, job: string): Promise<FailureGroups> {
  const numbers = await bundledFragments(folder);
  const groups = new Map<string, FailureGroup & { readonly fragments: number[] }>();
  let counted = 0;
  for (const fragment of numbers.slice(0, mostBundles)) {
    const bundle = await readBundle(folder, fragment);
    if (bundle === null) continue;
    counted += 1;
    const { code, message, file, line } = bundle.failure;
    const key = JSON.stringify(file === null ? [code, message] : [code, file, line]);
    const known = groups.get(key);
    if (known !== undefined) {
      const fragments = known.fragments.length < mostNamed ? [...known.fragments, fragment] : known.fragments;
      groups.set(key, { ...known, count: known.count + 1, fragments });
      continue;
    }
    const failure = publicFailure(bundle.failure, job);
    const head = await headOf(join(bundleFolder(folder, fragment), bundleFiles.fragment));
    const example = { fragment, attempts: bundle.attempts, failure, ...head };
    groups.set(key, {
      ...{ code, message: failure.message, file, line },
      count: 1,
      fragments: [fragment],
      example,
    });
  }
  const largest = [...groups.values()].sort((a, b) => b.count - a.count);
  return { groups: largest, counted, of: numbers.length };
}

async function headOf(path: string): Promise<{ readonly bytes: number | null; readonly begins: string }> {
  const file = await openPlain(path).catch(() => null);
  if (file === null) return { bytes: null, begins: '' };
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return { bytes: size, begins: buffer.toString('base64', 0, bytesRead) };
  } finally {
    await file.close();
  }
}
