import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chief } from './chief.ts';

/** What a chief's process has used, as it was last seen before its end. */
export interface ChiefUse {
  /** VmHWM of proc_pid_status(5). */
  readonly peakBytes: number;
  /** Of all its threads, without its children: utime and stime of proc_pid_stat(5). */
  readonly cpuSeconds: number;
}

const lookMs = 50;
/** USER_HZ, which Linux has fixed for what /proc shows. */
const ticksPerSecond = 100;

/** Looks at a chief until it ends. */
export async function watchChief(chief: Chief): Promise<ChiefUse> {
  let use: ChiefUse = { peakBytes: 0, cpuSeconds: 0 };
  const ended = chief.ended.then(() => true as const);
  do {
    try {
      const status = readFileSync(`/proc/${chief.pid}/status`, 'utf8');
      const fields = readFileSync(`/proc/${chief.pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const peakBytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
      // The process keeps its number for a moment when it has ended, but not its memory.
      if (peakBytes > 0)
        use = { peakBytes, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
    } catch {
      // It has just ended.
    }
  } while (!(await Promise.race([ended, delay(lookMs, false as const)])));
  return use;
}
