import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chief } from './chief.ts';

const lookMs = 50;

/** Looks at a chief until it ends, and tells its highest memory use in bytes: VmHWM of proc_pid_status(5). */
export async function watchChief(chief: Chief): Promise<number> {
  let peakBytes = 0;
  const ended = chief.ended.then(() => true as const);
  do {
    try {
      const status = readFileSync(`/proc/${chief.pid}/status`, 'utf8');
      // The process keeps its number for a moment when it has ended, but not its memory.
      peakBytes = Math.max(peakBytes, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It has just ended.
    }
  } while (!(await Promise.race([ended, delay(lookMs, false as const)])));
  return peakBytes;
}
