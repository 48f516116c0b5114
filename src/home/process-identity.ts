import { readFileSync } from 'node:fs';

/** Names one process for as long as the machine runs, also after its number was given to another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the kernel's terms, with the boot it belongs to; null where the system does not tell. */
  readonly began: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, began: beginningOf(process.pid) };
}

/** True while that very process runs. Where only its number is known, another process with it counts as the same. */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return identity.began === null || identity.began === beginningOf(identity.pid);
}

/** From Linux' `/proc`: the boot's id, and field 22 of `stat` (the name, field 2, may itself hold spaces). */
function beginningOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot}/${ticks}`;
  } catch {
    return null;
  }
}
