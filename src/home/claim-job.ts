import { constants } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlain } from '../files/open-plain.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';

export interface JobClaim {
  release(): Promise<void>;
}

/**
 * Claims a kept job for this process, which then alone may go on with it; null while another living process has it.
 * Everybody first makes a claim of his own and then looks for others, so two who come at once may both be refused but
 * never both go on. A claim ends with its process. Throws the system's error where the folder is gone or full.
 */
export async function claimJob(folder: string): Promise<JobClaim | null> {
  const own = claimName(ownIdentity());
  const release = () => rm(join(folder, own), { force: true });
  await (await openPlain(join(folder, own), { flags: constants.O_WRONLY | constants.O_CREAT })).close();
  for (const entry of await readdir(folder)) {
    const holder = entry === own ? null : claimHolder(entry);
    if (holder === null) continue;
    if (isRunning(holder)) {
      await release();
      return null;
    }
    await rm(join(folder, entry), { force: true });
  }
  return { release };
}

/** Whether a living process has claimed the job. */
export async function isClaimed(folder: string): Promise<boolean> {
  const holders = (await readdir(folder)).map(claimHolder);
  return holders.some((holder) => holder !== null && isRunning(holder));
}

/** The start time in a process's identity holds a slash, which a file name may not. */
function claimName({ pid, began }: ProcessIdentity): string {
  return `claim.${pid}.${began?.replace('/', '_') ?? ''}`;
}

function claimHolder(name: string): ProcessIdentity | null {
  const match = /^claim\.(\d+)\.(.*)$/.exec(name);
  return match === null ? null : { pid: Number(match[1]), began: match[2]!.replace('_', '/') || null };
}
