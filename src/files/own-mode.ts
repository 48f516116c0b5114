import { constants, type Stats } from 'node:fs';
import { chmod, chown, lstat, open } from 'node:fs/promises';
import { platform } from 'node:process';

/** Linux' `O_PATH`, which Node does not name: a descriptor that stands for a file without opening it. */
const onlyPath = 0o10000000;

/** A file, folder or socket that is held by a descriptor, or (not on Linux) by its path. */
export interface HeldEntry {
  /** Leads to that very entry, whatever became of the path that it was found by. */
  readonly path: string;
  readonly stats: Stats;
}

/**
 * Lends what is at a path, held so that no link is followed and nothing is put in its place meanwhile. A link itself is
 * refused with the system's ELOOP. Nothing is read, so locks and waiting readers are left as they are.
 */
export async function holding<Result>(
  path: string | Buffer,
  use: (entry: HeldEntry) => Promise<Result>,
): Promise<Result> {
  if (platform !== 'linux') return use({ path: String(path), stats: refuseLink(await lstat(path), path) });
  const handle = await open(path, onlyPath | constants.O_NOFOLLOW);
  try {
    const stats = refuseLink(await handle.stat(), path);
    return await use({ path: `/proc/self/fd/${handle.fd}`, stats });
  } finally {
    await handle.close();
  }
}

/** Gives a file, folder or socket to a user, never through a link. */
export function giveToUser(path: string, uid: number): Promise<void> {
  return holding(path, (entry) => chown(entry.path, uid, uid));
}

/** Sets the mode of a file, folder or socket, never through a link. */
export function setMode(path: string | Buffer, mode: number): Promise<void> {
  return holding(path, (entry) => chmod(entry.path, mode));
}

function refuseLink(stats: Stats, path: string | Buffer): Stats {
  if (!stats.isSymbolicLink()) return stats;
  throw Object.assign(new Error(`${String(path)} is a link`), { code: 'ELOOP', syscall: 'open' });
}
