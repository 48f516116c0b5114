import { readFileSync } from 'node:fs';

/** Names one process for as long as the machine runs, also after its number was given to another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, as the kernel counts it, with the id of the boot; null where the system does not tell. */
  readonly began: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, began: beginningOf(process.pid) };
}

/**
 * True while that very process runs; one that has ended and waits for its parent to take note does not. Where only its
 * number is known, another process with it counts as the same.
 */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = statOf(identity.pid);
  if (stat === null) return identity.began === null;
  if (stat[0] === 'Z' || stat[0] === 'X') return false;
  return identity.began === null || identity.began === beginningOf(identity.pid);
}

/** The boot's id and when in it the process began, in ticks. */
function beginningOf(pid: number): string | null {
  const ticks = statOf(pid)?.[19];
  if (ticks === undefined) return null;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return null;
  }
}

/** Fields of Linux' `/proc/<pid>/stat` from the third, the state, on; the second, the name, may itself hold spaces. */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
