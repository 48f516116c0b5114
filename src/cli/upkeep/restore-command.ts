import { access, copyFile, readdir, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { composeHomeLock, homeLockFile, openStore } from '../../compose.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { unpackTar } from '../../files/unpack-tar.ts';
import {
  beginRestore,
  endRestore,
  findUnfinishedRestore,
  restoringFolder,
} from '../../home/unfinished-restore.ts';
import { UnusableStoreError } from '../../store/unusable-store-error.ts';
import { inertLine } from '../../text/inert-text.ts';
import { removeTree } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { configToRestore } from '../home/own-config.ts';
import { unusableHome } from '../home/unusable-home.ts';
import { readingReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { findDamaged, ReadDigest } from './backup-digests.ts';
import {
  backupFormat,
  digestsFile,
  endFile,
  firstDigestedFormat,
  manifestFile,
  storeFile,
} from './backup-format.ts';

/** What a backup holds of a home, in the order in which it is put there: without its store a home is none. */
const contents: readonly string[] = ['packages', 'datasets', 'jobs', storeFile];

/**
 * Makes a home from a backup: all of it is unpacked beside, looked at, and then put in its place, the store last. From
 * the first thing that is written until the end a mark keeps every other command from the home; where it fails, the
 * home is as it was.
 */
export async function restoreCommand(given: string, io: CliIo): Promise<void> {
  const { home } = await configToRestore(io);
  const file = resolve(io.cwd, given);
  const hadLock = await isThere(homeLockFile(home));
  const lock = await composeHomeLock(home).catch((error) => unusableHome(home, error));
  const hadBegun = (await findUnfinishedRestore(home)) !== null;
  if (lock === null) throw new UsageError(inUse(home, hadBegun));
  let isRestored = false;
  try {
    if (!hadBegun) await refuseUsed(home);
    const { jobs, isChecked } = await restore(file, home, hadBegun);
    await endRestore(home);
    isRestored = true;
    if (!isChecked)
      io.stderr.write(
        `${inertLine(file)} is of an older version and has no digests: whether it is damaged was not checked\n`,
      );
    io.stdout.write(
      `${inertLine(home)} is restored, with ${jobs} jobs; \`butcher serve\` goes on from there\n`,
    );
  } finally {
    try {
      await removeTree(restoringFolder(home));
      if (!hadBegun) await endRestore(home);
    } finally {
      if (isRestored || hadLock) lock.release();
      else lock.remove();
    }
  }
}

interface Restored {
  readonly jobs: number;
  /** Whether the backup was seen to be what was written. */
  readonly isChecked: boolean;
}

async function restore(file: string, home: string, hadBegun: boolean): Promise<Restored> {
  const own = restoringFolder(home);
  const staging = join(own, 'tar');
  await beginRestore(home).catch((error) => unusableHome(home, error));
  // Of one that broke off; nobody else has put anything there since.
  for (const name of hadBegun ? contents : []) await removeTree(join(home, name));
  await removeTree(own);
  await makeFolders(staging, 0o700).catch((error) => unusableHome(home, error));
  const digest = new ReadDigest();
  await unpackTar(file, staging, (bytes) => digest.add(bytes)).catch((error) => unreadable(file, error));
  const isChecked = await checkUnpacked(staging, file, digest);
  const jobs = await countJobs(staging, own, file);
  await putInPlace(staging, home);
  return { jobs, isChecked };
}

async function refuseUsed(home: string): Promise<void> {
  for (const name of contents)
    if (await isUsed(join(home, name)))
      throw new UsageError(
        `The home ${inertLine(home)} has been used. Name an empty one with BUTCHER_HOME, or put this one elsewhere.`,
      );
}

/** A folder that is empty is what a command made that looked at the home. */
async function isUsed(path: string): Promise<boolean> {
  return readdir(path).then(
    (names) => names.length > 0,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
}

/** Nothing that is in the home is replaced; where anything is, what was put there already goes. */
async function putInPlace(staging: string, home: string): Promise<void> {
  const placed: string[] = [];
  try {
    await refuseUsed(home);
    for (const name of contents) {
      if (!(await isThere(join(staging, name)))) continue;
      await rename(join(staging, name), join(home, name));
      placed.push(join(home, name));
    }
  } catch (error) {
    for (const path of placed) await removeTree(path);
    throw error;
  }
}

function inUse(home: string, isRestoring: boolean): string {
  const shown = inertLine(home);
  return isRestoring
    ? `Another \`butcher restore\` makes the home ${shown}. Let it end first.`
    : `A chief serves the home ${shown}. Stop it first.`;
}

/**
 * Sees to it that what was unpacked is a backup of a version that this one knows, byte for byte as it was written.
 * False where the latter cannot be seen, as older versions wrote no digests.
 */
async function checkUnpacked(staging: string, file: string, digest: ReadDigest): Promise<boolean> {
  const manifest = parsed(await readFile(join(staging, manifestFile), 'utf8').catch(() => ''));
  // Of the manifest alone one could not tell: a byte of it makes a new format an old one.
  const isDigested = (await isThere(join(staging, digestsFile))) || (await isThere(join(staging, endFile)));
  if (isDigested && !digest.isWhole()) throw damaged(file, await findDamaged(staging));
  if (typeof manifest?.format !== 'number')
    throw new UsageError(`${inertLine(file)} is no backup of a chief.`);
  if (manifest.format > backupFormat) {
    const by = inertLine(String(manifest.version));
    throw new UsageError(
      `${inertLine(file)} was written by a newer version (${by}); restore it with that one.`,
    );
  }
  if (!isDigested && manifest.format >= firstDigestedFormat) throw damaged(file, digestsFile);
  return isDigested;
}

function damaged(file: string, member: string | null): UsageError {
  const what = member === null ? 'its tar, around the files in it,' : `${inertLine(member)} in it`;
  return new UsageError(
    `${inertLine(file)} is damaged: ${what} is not what was written. Nothing was changed; restore another backup.`,
  );
}

/** Null for what is no JSON. */
function parsed(text: string): { readonly format?: unknown; readonly version?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Looks into a copy of the store: whether this version can use it, and how many jobs it has. */
async function countJobs(staging: string, own: string, file: string): Promise<number> {
  if (!(await isThere(join(staging, storeFile)))) throw new UsageError(`${inertLine(file)} holds no store.`);
  await copyFile(join(staging, storeFile), join(own, storeFile));
  const store = await openStore(join(own, storeFile)).catch((error: unknown) => {
    if (!(error instanceof UnusableStoreError)) throw error;
    throw new UsageError(`${inertLine(file)} cannot be restored: ${error.message} ${error.help}`);
  });
  const counts = await store.jobs.counts(null).finally(() => store.close());
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function unreadable(file: string, error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    throw new UsageError(`The disk is full: ${inertLine(file)} was not restored. Make room and begin again.`);
  if (error.code === 'ENOENT' && error.syscall === 'open')
    throw new UsageError(`There is no file ${inertLine(file)}.`);
  const why = error.syscall === undefined ? inertLine(error.message) : readingReason(error, file);
  const end = why.endsWith('?') ? '' : '.';
  throw new UsageError(`${inertLine(file)} cannot be read as a backup: ${why}${end} Nothing was changed.`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
