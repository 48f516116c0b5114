import { readFileSync } from 'node:fs';

/** Follows the largest resident memory of a living process, as Linux keeps it. Not the memory of its children. */
export function watchPeakMemory(pid: number | undefined): { stop(): void; bytes(): number | null } {
  let peak: number | null = null;
  const read = () => {
    try {
      const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (kibibytes !== undefined) peak = Number(kibibytes) * 1024;
    } catch {
      // The process has ended, or this is not Linux: what was seen until now stands.
    }
  };
  const timer = setInterval(read, 25);
  return { stop: () => clearInterval(timer), bytes: () => peak };
}
