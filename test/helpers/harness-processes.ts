import { readdirSync, readFileSync } from 'node:fs';

/** Processes whose environment names something under `home`: harnesses that run without a container. */
export function harnessProcesses(home: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`BUTCHER_BRIDGE=unix:${home}/`);
    } catch {
      return false;
    }
  });
}
