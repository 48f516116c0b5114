import type { HeldFolder } from '../../files/held-folder.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { nameOfBytes } from '../../text/byte-names.ts';
import { formatBytes, formatCount } from '../../text/format-quantity.ts';
import { deepestResults, mostResultPathBytes, mostResults } from '../disk/folder-usage.ts';
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

/** Path of a member, as {@link nameOfBytes} gives it. */
export function pathOf({ key }: Member): string {
  return nameOfBytes(Buffer.from(key, 'latin1'));
}

/**
 * What is in a results folder, sorted by code points. It was written by user code, perhaps to hold up whoever lists it:
 * reading and sorting go in steps, and beyond {@link mostResults} members, or {@link mostResultPathBytes} of their
 * paths, it throws FailureError `disk-limit`.
 */
export async function listResults(root: HeldFolder, most = mostResults): Promise<Member[]> {
  const members: Member[] = [];
  let pathBytes = 0;
  const add = (key: string, kind: Kind) => {
    members.push({ key, kind });
    pathBytes += key.length;
    if (members.length > most) throw tooMany(members.length, most);
    if (pathBytes > mostResultPathBytes) throw tooLong(pathBytes);
  };
  const list = async (folder: HeldFolder, prefix: string, depth: number): Promise<void> => {
    for await (const entry of folder.entries()) {
      const key = `${prefix}${entry.name.toString('latin1')}`;
      if (depth >= deepestResults || !entry.isDirectory()) {
        add(key, entry.isFile() ? 'file' : 'other');
        continue;
      }
      const inner = await folder.folder(entry.name).catch(() => null);
      add(key, inner === null ? 'other' : 'folder');
      try {
        if (inner !== null) await list(inner, `${key}/`, depth + 1);
      } finally {
        await inner?.close();
      }
    }
  };
  await list(root, '', 0);
  return sortInSteps(members, (one, other) => (one.key < other.key ? -1 : 1));
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
