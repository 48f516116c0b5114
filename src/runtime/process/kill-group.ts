import type { ChildProcess } from 'node:child_process';

/** Kills a child that was started `detached`, and all that it has started and that stayed in its group. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {}
}
