import { FailureError, failure } from '../model/failures.ts';
import { formatBytes, formatCount } from '../text/format-quantity.ts';
import { deepestResults, mostResultPathBytes, mostResults } from './folder-usage.ts';
import type { HeldFolder } from './held-folder.ts';
import type { Pace } from './pace.ts';
import { sortInSteps } from './sort-in-steps.ts';

const fewerFiles =
  'Write fewer and larger files in the merger: many results into one file, or into an archive.';

/** `other`: neither file nor folder, or too deep. */
type Kind = 'file' | 'folder' | 'other';

export interface Member {
  /** Relative to the results folder, with `/`; a character for each byte, so that texts compare as the bytes do. */
  readonly key: string;
  readonly kind: Kind;
}

/**
 * What is in a results folder, sorted by code points. It was written by user code, perhaps to hold up whoever lists it:
 * beyond {@link mostResults} members, or {@link mostResultPathBytes} of their paths, it throws FailureError
 * `disk-limit`.
 */
export async function listResults(root: HeldFolder, pace: Pace, most = mostResults): Promise<Member[]> {
  const members: Member[] = [];
  let pathBytes = 0;
  const add = (key: string, kind: Kind) => {
    members.push({ key, kind });
    pathBytes += key.length;
    if (members.length > most) throw tooMany(members.length, most);
    if (pathBytes > mostResultPathBytes) throw tooLong(pathBytes);
  };
  const list = async (folder: HeldFolder, prefix: string, depth: number): Promise<void> => {
    for (const entry of folder.entries()) {
      if (pace.isOver) await pace.rest();
      const key = `${prefix}${entry.name.toString('latin1')}`;
      if (depth >= deepestResults || !entry.isDirectory()) {
        add(key, entry.isFile() ? 'file' : 'other');
        continue;
      }
      const inner = openInner(folder, entry.name);
      add(key, inner === null ? 'other' : 'folder');
      try {
        if (inner !== null) await list(inner, `${key}/`, depth + 1);
      } finally {
        inner?.close();
      }
    }
  };
  await list(root, '', 0);
  return sortInSteps(members, (one, other) => (one.key < other.key ? -1 : 1));
}

function openInner(folder: HeldFolder, name: Buffer): HeldFolder | null {
  try {
    return folder.folder(name);
  } catch {
    return null;
  }
}

function tooMany(observed: number, most: number): FailureError {
  const message = `the results folder has more than ${formatCount(most)} files, folders and links`;
  return unlistable(message, observed);
}

function tooLong(observed: number): FailureError {
  const message = `the paths of the files in the results folder have more than ${formatBytes(mostResultPathBytes)} together`;
  return unlistable(message, observed);
}

function unlistable(message: string, observed: number): FailureError {
  return new FailureError(failure('disk-limit', 'packing', message, { observed, help: fewerFiles }));
}
