import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { type ChiefIdentity, formatChief, isDead, parseChief } from './chief-identity.ts';

/** Says whose folder it is. */
const ownerFile = 'owner';
/** A folder without it belongs to a chief that is about to write it, or was killed just before. */
const unownedMs = 60_000;

const parentOf = (home: string) => join(home, 'sockets');

/**
 * Makes a folder for a socket of that chief, to be mounted into a container. It lies in the home: a chief that is a
 * service or in a container may have a folder for temporary files that the engine does not see.
 */
export async function makeSocketFolder(home: string, chief: ChiefIdentity): Promise<string> {
  const parent = parentOf(home);
  await makeFolders(parent, 0o700);
  const folder = await mkdtemp(join(parent, 's-'));
  await writeFile(join(folder, ownerFile), formatChief(chief));
  return folder;
}

/**
 * Removes such folders of dead chiefs of the home; never those of living chiefs, nor what is another user's or says
 * that it is of another home. Resolves with how many it were. Never rejects.
 */
export async function sweepSocketFolders(home: string, self: ChiefIdentity, nowMs: number): Promise<number> {
  const parent = parentOf(home);
  const names = await readdir(parent).catch(() => []);
  const removed = await Promise.all(names.map((name) => removeLeft(join(parent, name), self, nowMs)));
  return removed.filter(Boolean).length;
}

async function removeLeft(folder: string, self: ChiefIdentity, nowMs: number): Promise<boolean> {
  try {
    const { uid, mtimeMs } = await lstat(folder);
    if (uid !== process.getuid?.()) return false;
    const owner = parseChief(await readFile(join(folder, ownerFile), 'utf8').catch(() => ''));
    const isLeft = owner === null ? nowMs - mtimeMs > unownedMs : owner.home === self.home && isDead(owner);
    if (isLeft) await rm(folder, { recursive: true, force: true });
    return isLeft;
  } catch {
    return false;
  }
}
