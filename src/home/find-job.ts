import { lstat, readdir } from 'node:fs/promises';
import { unreadable } from '../files/read-record.ts';
import { jobFolder } from './job-folders.ts';
import { inspectJobRecord, type JobRecord } from './job-record.ts';

/** A job that has a folder in the home. */
export interface KnownJob {
  readonly folder: string;
  readonly record: JobRecord;
}

/** The jobs that `text` can mean: the one of that id, else the newest of that name, else those whose id begins so. */
export async function findJobs(home: string, text: string): Promise<readonly KnownJob[]> {
  const known = await knownJobs(home);
  const exact =
    known.find(({ record }) => record.id === text) ?? known.findLast(({ record }) => record.name === text);
  if (exact !== undefined) return [exact];
  return known.filter(({ record }) => text !== '' && record.id.startsWith(text));
}

/** Every job that has a folder in the home and a record that can be read, the oldest first. */
export async function knownJobs(home: string): Promise<readonly KnownJob[]> {
  return (await inspectJobs(home)).known;
}

/** A folder in the home that could be a job's, but for its record. */
export interface BrokenJob {
  /** Its folder's name. */
  readonly id: string;
  /** A sentence without its full stop. */
  readonly problem: string;
}

/** All that is in the home's folder of jobs. */
export async function inspectJobs(
  home: string,
): Promise<{ readonly known: readonly KnownJob[]; readonly broken: readonly BrokenJob[] }> {
  const entries = await readdir(jobFolder(home, '')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const known: KnownJob[] = [];
  const broken: BrokenJob[] = [];
  for (const id of entries.filter((name) => !name.startsWith('.'))) {
    const folder = jobFolder(home, id);
    const foreign = await notOwn(folder);
    const read =
      foreign === null
        ? await inspectJobRecord(folder)
        : { kind: 'unreadable' as const, problem: unreadable(folder, foreign) };
    if (read.kind === 'read') known.push({ folder, record: read.value });
    if (read.kind === 'unreadable') broken.push({ id, problem: read.problem });
  }
  return { known: known.sort((a, b) => a.record.createdAtMs - b.record.createdAtMs), broken };
}

/** Why a folder is not one that this user's own process made; null where it is. */
async function notOwn(folder: string): Promise<string | null> {
  const stats = await lstat(folder).catch(() => null);
  if (stats === null) return null;
  if (stats.isSymbolicLink()) return 'it is a link';
  if (stats.uid !== (process.geteuid?.() ?? stats.uid)) return 'it belongs to another user';
  return (stats.mode & 0o022) === 0 ? null : 'others may write to it';
}
