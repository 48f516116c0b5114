import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inertLine } from '../text/inert-text.ts';

/** A sentence on a home that is none yet, and one on what to do about it. */
export interface UnfinishedRestore {
  readonly message: string;
  readonly help: string;
}

/** In a home from the first thing that a restore writes until it has ended. */
const fileName = 'restore.unfinished';

/** Where a restore unpacks, in the home that it makes. */
export function restoringFolder(home: string): string {
  return join(home, '.restoring');
}

/** Says that a restore of the home has begun; whatever else is in it may be removed from then on. */
export async function beginRestore(home: string): Promise<void> {
  await writeFile(join(home, fileName), '', { mode: 0o600 });
}

/** Says that the home is whole, or as empty as it was. */
export async function endRestore(home: string): Promise<void> {
  await rm(join(home, fileName), { force: true });
}

/** Null for a home that no restore has begun with, or has ended with: any other must not be used. */
export async function findUnfinishedRestore(home: string): Promise<UnfinishedRestore | null> {
  const mark = join(home, fileName);
  const isThere = await access(mark).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  );
  if (!isThere) return null;
  return {
    message: `A restore of the home ${inertLine(home)} goes on or broke off.`,
    help: `Let it end, or run \`butcher restore\` again; to give it up, remove ${inertLine(mark)}.`,
  };
}
