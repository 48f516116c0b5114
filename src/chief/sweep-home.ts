import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openJobsFolder } from '../home/job-folders.ts';
import { recordFile } from '../home/job-record.ts';
import type { Store } from '../store/store.ts';
import { sweepContent } from './content/sweep-content.ts';

/**
 * Puts in order what a dead chief left in its home: removes what is half made, and sets aside content without owner and
 * folders of jobs that the store does not know. Leaves jobs of `butcher run` alone, which have a record of their own.
 */
export async function sweepHome(
  home: string,
  store: Store,
  setAside: (path: string) => Promise<void>,
): Promise<void> {
  await sweepContent(home, store, setAside);
  const jobs = await openJobsFolder(home);
  for (const id of await readdir(jobs)) {
    const folder = join(jobs, id);
    if (id.startsWith('.') || (await store.jobs.find(id, null)) !== null) continue;
    const hasRecord = await access(join(folder, recordFile)).then(
      () => true,
      () => false,
    );
    if (!hasRecord) await setAside(folder);
  }
}
