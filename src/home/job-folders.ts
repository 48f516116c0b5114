import { constants } from 'node:fs';
import { access, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { isRunning } from '../host/process-identity.ts';
import { removeTree } from '../trees/trees.ts';
import { isClaimed } from './claim-job.ts';
import { type JobRecord, readJobRecord, recordFile, writeJobRecord } from './job-record.ts';

/** A job that ended without success is kept this long for `resume` and `replay`. */
export const keptDays = 14;

const neededForReplay: readonly string[] = [recordFile, 'package', 'bundles'];

/** What a job whose results are packed has no more use for: few files, with most of the bytes that it has written. */
const spent: readonly string[] = ['segments', 'results.cache'];

/** What a job makes anew when it is resumed. */
const remade: readonly string[] = ['sandbox', 'resources', 'results.tar.partial'];

/** Begins the name of a folder that the process of that number is making: it has no record yet. */
const unfinished = /^\.new-[^-]+-(\d+)$/;
/** Begins the name of a folder that is being removed: whoever finds it may remove it. */
const removed = /^\.old-/;

/** Folder of all jobs in this home, made if missing and private to the user. Throws where it cannot be written. */
export async function openJobsFolder(home: string): Promise<string> {
  const jobs = join(home, 'jobs');
  await makeFolders(jobs, 0o700);
  await access(jobs, constants.W_OK | constants.X_OK);
  return jobs;
}

/** Where a job of this id has its folder. */
export function jobFolder(home: string, id: string): string {
  return join(home, 'jobs', id);
}

/** Makes a job's folder with its record in it, both or neither, and returns its path. */
export async function createJobFolder(home: string, record: JobRecord): Promise<string> {
  const jobs = await openJobsFolder(home);
  const beginning = join(jobs, `.new-${record.id}-${process.pid}`);
  try {
    await mkdir(beginning, { mode: 0o700 });
    await writeJobRecord(beginning, record);
    await rename(beginning, jobFolder(home, record.id));
  } catch (error) {
    await removeTree(beginning);
    throw error;
  }
  return jobFolder(home, record.id);
}

/** Removes a job's folder, at once for everybody else; what is gone already is fine. */
export async function removeJobFolder(folder: string): Promise<void> {
  const away = join(dirname(folder), `.old-${basename(folder)}`);
  try {
    await rename(folder, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await removeTree(away);
}

/**
 * Removes what a job needed to get to its packed results, which may be as much as they are several times over. Only for
 * one whose folder says that it is finished.
 */
export async function removeSpent(folder: string): Promise<void> {
  for (const entry of spent) await removeTree(join(folder, entry));
}

/** Takes note that a job has ended without success and that nobody runs it. */
export async function keepJobFolder(
  folder: string,
  record: JobRecord,
  state: JobRecord['state'],
): Promise<void> {
  await writeJobRecord(folder, { ...record, state, chief: null });
}

/** Of a job that is done but left fragments out, keeps what running those again needs, and no more. */
export async function keepBundles(folder: string, record: JobRecord): Promise<void> {
  await keepJobFolder(folder, record, 'done');
  for (const entry of await readdir(folder))
    if (!neededForReplay.includes(entry)) await removeTree(join(folder, entry));
}

/**
 * Puts in order what dead chiefs left: their jobs become `interrupted` where they can be resumed and are removed
 * where they cannot; so are half-made folders, and jobs that were kept for longer than {@link keptDays}.
 * Never touches a job whose chief lives; `own`, which whoever asks runs himself, is not even looked at. Returns the ids
 * of the jobs that are now interrupted.
 */
export async function sweepJobFolders(
  home: string,
  nowMs: number,
  own: string | null = null,
): Promise<readonly string[]> {
  const jobs = await openJobsFolder(home);
  const interrupted: string[] = [];
  for (const entry of await readdir(jobs)) {
    if (entry === own) continue;
    try {
      if (await sweepJobFolder(join(jobs, entry), nowMs)) interrupted.push(entry);
    } catch {
      // Another chief may be at it, too, and one folder that cannot be removed must not save the others.
    }
  }
  return interrupted;
}

/** Returns whether the folder is of a job that was found interrupted. */
async function sweepJobFolder(folder: string, nowMs: number): Promise<boolean> {
  const entry = basename(folder);
  const maker = unfinished.exec(entry);
  if (removed.test(entry) || (maker !== null && !isRunning({ pid: Number(maker[1]), began: null }))) {
    await removeTree(folder);
    return false;
  }
  const record = await readJobRecord(folder);
  if (record === null) return false;
  const verdict = await judge(folder, record, nowMs);
  if (verdict === 'remove') await removeJobFolder(folder);
  if (verdict === 'interrupt') {
    await keepJobFolder(folder, record, 'interrupted');
    for (const entry of remade) await removeTree(join(folder, entry));
  }
  return verdict === 'interrupt';
}

async function judge(
  folder: string,
  record: JobRecord,
  nowMs: number,
): Promise<'leave' | 'interrupt' | 'remove'> {
  if (record.chief !== null) {
    if (isRunning(record.chief) || (await isClaimed(folder))) return 'leave';
    return record.options.resume ? 'interrupt' : 'remove';
  }
  const { mtimeMs } = await stat(folder);
  return nowMs - mtimeMs > keptDays * 86_400_000 ? 'remove' : 'leave';
}
