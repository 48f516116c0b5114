import { readdir } from 'node:fs/promises';
import { jobFolder } from './job-folders.ts';
import { type JobRecord, readJobRecord } from './job-record.ts';

/** A job that has a folder in the home. */
export interface KnownJob {
  readonly folder: string;
  readonly record: JobRecord;
}

/** The jobs that `text` can mean: the one of that id, else those of that name, else those whose id begins with it. */
export async function findJobs(home: string, text: string): Promise<readonly KnownJob[]> {
  const known = await knownJobs(home);
  const ways = [
    ({ id }: JobRecord) => id === text,
    ({ name }: JobRecord) => name === text,
    ({ id }: JobRecord) => text !== '' && id.startsWith(text),
  ];
  for (const means of ways) {
    const meant = known.filter(({ record }) => means(record));
    if (meant.length > 0) return meant;
  }
  return [];
}

/** Every job that has a folder in the home, the oldest first. */
export async function knownJobs(home: string): Promise<readonly KnownJob[]> {
  const entries = await readdir(jobFolder(home, '')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const known: KnownJob[] = [];
  for (const entry of entries.filter((name) => !name.startsWith('.'))) {
    const folder = jobFolder(home, entry);
    const record = await readJobRecord(folder);
    if (record !== null) known.push({ folder, record });
  }
  return known.sort((a, b) => a.record.createdAtMs - b.record.createdAtMs);
}
