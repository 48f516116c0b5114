import { access, copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { composeHomeLock, openStore } from '../../compose.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { unpackTar } from '../../files/unpack-tar.ts';
import { UnusableStoreError } from '../../store/unusable-store-error.ts';
import { inertLine } from '../../text/inert-text.ts';
import { removeTree } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { ownConfig } from '../home/own-config.ts';
import { unusableHome } from '../home/unusable-home.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { backupFormat, manifestFile, storeFile, unfinishedFile } from './backup-format.ts';

const parts: readonly string[] = ['packages', 'datasets', 'jobs'];

/** Makes a home from a backup: all of it is unpacked beside, looked at, and then put in its place, the store last. */
export async function restoreCommand(given: string, io: CliIo): Promise<void> {
  const { home } = await ownConfig(io);
  const file = resolve(io.cwd, given);
  const lock = await composeHomeLock(home).catch((error) => unusableHome(home, error));
  if (lock === null) throw new UsageError(`A chief serves the home ${inertLine(home)}. Stop it first.`);
  const own = join(home, '.restoring');
  const staging = join(own, 'tar');
  try {
    const mayGoOn = await isThere(join(home, unfinishedFile));
    for (const name of mayGoOn ? [] : [storeFile, ...parts])
      if (await isThere(join(home, name)))
        throw new UsageError(
          `The home ${inertLine(home)} has been used. Name an empty one with BUTCHER_HOME, or put this one elsewhere.`,
        );
    await removeTree(own);
    await makeFolders(staging, 0o700);
    await unpackTar(file, staging).catch((error) => unreadable(file, error));
    await checkManifest(staging, file);
    const jobs = await countJobs(staging, own, file);
    await writeFile(join(home, unfinishedFile), '', { mode: 0o600 });
    for (const name of parts) {
      await removeTree(join(home, name));
      if (await isThere(join(staging, name))) await rename(join(staging, name), join(home, name));
    }
    await rename(join(staging, storeFile), join(home, storeFile));
    await rm(join(home, unfinishedFile));
    io.stdout.write(
      `${inertLine(home)} is restored, with ${jobs} jobs; \`butcher serve\` goes on from there\n`,
    );
  } finally {
    await removeTree(own);
    lock.release();
  }
}

async function checkManifest(staging: string, file: string): Promise<void> {
  const manifest = parsed(await readFile(join(staging, manifestFile), 'utf8').catch(() => ''));
  if (typeof manifest?.format !== 'number')
    throw new UsageError(`${inertLine(file)} is no backup of a chief.`);
  if (manifest.format > backupFormat) {
    const by = inertLine(String(manifest.version));
    throw new UsageError(
      `${inertLine(file)} was written by a newer version (${by}); restore it with that one.`,
    );
  }
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
  const why = error.syscall === undefined ? inertLine(error.message) : systemReason(error);
  throw new UsageError(`${inertLine(file)} cannot be read as a backup: ${why}. Nothing was changed.`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
