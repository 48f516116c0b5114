import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChiefIdentity, formatChief, isDead, parseChief } from '../chief-identity.ts';

const prefix = 'butcher-gate-';
/** Says whose folder it is. */
const ownerFile = 'owner';
/** A folder without it belongs to a chief that is about to write it, or was killed just before. */
const unownedMs = 60_000;

/** Makes the folder for the socket of a chief's gate: a short path, since sockets take no long ones. */
export async function makeGateFolder(chief: ChiefIdentity, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, `${prefix}${chief.home}-`));
  await writeFile(join(folder, ownerFile), formatChief(chief));
  return folder;
}

/**
 * Removes such folders of dead chiefs of the same home; never those of living chiefs, of other homes or of other users,
 * nor what only has such a name. Resolves with how many it were. Never rejects.
 */
export async function sweepGateFolders(
  self: ChiefIdentity,
  nowMs: number,
  parent = tmpdir(),
): Promise<number> {
  const names = await readdir(parent).catch(() => []);
  const own = names.filter((name) => name.startsWith(`${prefix}${self.home}-`));
  const removed = await Promise.all(own.map((name) => removeLeft(join(parent, name), self, nowMs)));
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
