import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { openJobsFolder } from '../../home/job-folders.ts';
import { secureHome } from '../../home/secure-home.ts';
import { findUnfinishedRestore } from '../../home/unfinished-restore.ts';
import { type Diagnosis, fail, ok, warn } from '../../runtime/diagnosis.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { systemReason } from '../system-reason.ts';

/** Below this, jobs with more than a little data will not get far. */
const fewBytes = 1024 ** 3;

/** Whether jobs can keep their state: the folder can be written, and its disk has space. */
export async function diagnoseHome(home: string): Promise<readonly Diagnosis[]> {
  const problem = await secureHome(home);
  if (problem !== null)
    return [
      fail('home', problem.split('. Set BUTCHER_HOME', 1)[0]!, 'Set BUTCHER_HOME to a folder of your own.'),
    ];
  const unfinished = await findUnfinishedRestore(home);
  if (unfinished !== null) return [fail('home', unfinished.message, unfinished.help)];
  try {
    const jobs = await openJobsFolder(home);
    const probe = await mkdtemp(join(jobs, '.old-probe-'));
    await rm(probe, { recursive: true });
    const { bavail, bsize, ffree, files } = await statfs(home);
    return [ok('home', home), spaceDiagnosis(bavail * bsize, files > 0 ? ffree : null)];
  } catch (error) {
    return [
      fail(
        'home',
        `${home} cannot be used: ${systemReason(error)}`,
        'Set BUTCHER_HOME to a folder that can.',
      ),
    ];
  }
}

/** `freeFiles` is null where the file system does not count them. */
export function spaceDiagnosis(freeBytes: number, freeFiles: number | null): Diagnosis {
  const free = `${formatBytes(freeBytes)} free`;
  const remedy = 'Free some space, or set BUTCHER_HOME to a folder on another disk.';
  if (freeFiles !== null && freeFiles < 1000)
    return warn('space', `${free}, but hardly any free inodes`, remedy);
  return freeBytes < fewBytes ? warn('space', `only ${free}`, remedy) : ok('space', free);
}
