import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { restoringFolder } from '../../home/unfinished-restore.ts';
import { removeTree } from '../../trees/trees.ts';
import { incomingFolder } from '../content/content-paths.ts';
import { Ballast, ballastBytes } from './ballast.ts';
import { diskSpace } from './disk-space.ts';

/**
 * Sees to it that a chief can be started where its disk is full: uploads that a dead chief left go, what a backup that
 * was killed has linked, and what a restore unpacked that was given up, and then the ballast, before anything is opened
 * that has to write. For whoever holds the home's lock.
 */
export async function makeRoom(home: string): Promise<void> {
  const incoming = incomingFolder(home);
  for (const name of await readdir(incoming).catch(() => []))
    await rm(join(incoming, name), { recursive: true, force: true });
  for (const name of await readdir(home).catch(() => [])) {
    const pid = /^\.backup-(\d{1,10})$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await removeTree(join(home, name));
  }
  await removeTree(restoringFolder(home));
  if (diskSpace(home).freeBytes < ballastBytes) await new Ballast(home).release();
}
