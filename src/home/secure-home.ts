import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HeldEntry, holding } from '../files/own-mode.ts';
import { inertLine } from '../text/inert-text.ts';

const writableByOthers = 0o022;
const openToOthers = 0o077;
const sticky = 0o1000;
/** Folders of the system that are open to all on purpose. */
const shared: readonly string[] = ['/tmp', '/var/tmp', '/dev/shm'];

/** What a home holds that lets whoever reads it act as the user, or whoever holds it keep the chief out. */
const secrets: readonly string[] = [
  ...(['admin.token', 'signing-key.pem', 'chief.json', 'serve.lock'] as const),
  ...(['butcher.db', 'butcher.db-wal', 'butcher.db-shm'] as const),
];

/**
 * Sees to it that a home is this user's own and that nobody else can put anything there: takes away from others what
 * they may not have, where the home is ours, and else says in a sentence why it cannot be used. Null where all is
 * well, or where there is no home yet. Records in it may then be taken for what this user's own processes wrote.
 */
export async function secureHome(home: string): Promise<string | null> {
  // The home itself may be a link: the user named it.
  const folder = await realpath(home).catch(() => null);
  if (folder === null) return null;
  const elsewhere = 'Set BUTCHER_HOME to a folder of your own.';
  // What is in a home that others may write to is not looked at.
  const problem = (await secure(folder, writableByOthers)) ?? (await problemWithin(folder));
  return problem === null ? null : `The home ${inertLine(home)} cannot be used: ${problem}. ${elsewhere}`;
}

/** The first of all, which are looked at beside each other. */
async function problemWithin(folder: string): Promise<string | null> {
  const problems = await Promise.all([
    ...['jobs', 'checks'].map((name) => secure(join(folder, name), writableByOthers)),
    ...secrets.map((name) => secure(join(folder, name), openToOthers)),
  ]);
  return problems.find((one) => one !== null) ?? null;
}

/** Null where nothing is there, or where nobody else has those rights any more. */
async function secure(path: string, rights: number): Promise<string | null> {
  const shown = inertLine(path);
  try {
    return await holding(path, async (entry) => {
      const { stats } = entry;
      if (stats.uid !== (process.geteuid?.() ?? stats.uid)) return `${shown} belongs to another user`;
      return (stats.mode & rights) === 0 ? null : await tighten(entry, stats, rights, shown);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'ELOOP') return `${shown} is a link`;
    if (code === 'EACCES' || code === 'EPERM') return `this user may not look into it`;
    throw error;
  }
}

/** A folder that is there for all to write to, such as `/tmp`, is not taken from them; a disk of our own is closed. */
async function tighten(
  { path }: HeldEntry,
  { mode, uid }: Stats,
  rights: number,
  shown: string,
): Promise<string | null> {
  if ((mode & sticky) !== 0 && (await isShared(path, uid))) return `${shown} is open for others to write to`;
  try {
    await chmod(path, mode & 0o7777 & ~rights);
    return null;
  } catch {
    return `others may write to ${shown}, or read it, and that cannot be changed`;
  }
}

async function isShared(folder: string, uid: number): Promise<boolean> {
  if ([...shared, tmpdir()].includes(await realpath(folder))) return true;
  for (const name of await readdir(folder)) {
    const stats = await lstat(join(folder, name)).catch(() => null);
    if (stats !== null && stats.uid !== uid) return true;
  }
  return false;
}
