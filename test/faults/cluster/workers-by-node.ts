import { readdirSync, readFileSync } from 'node:fs';

/** A process that runs the code of a worker. */
export interface WorkerProcess {
  readonly pid: string;
  /** Name of its machine. */
  readonly node: string;
}

/** Every worker that runs on these machines now, by the kernel's account and nobody else's. */
export function workersOn(nodes: readonly string[]): WorkerProcess[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes('BUTCHER_ROLE=worker\0')) return [];
      const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      const node = nodes.find((name) => groups.includes(`:/${name}/`));
      return node === undefined ? [] : [{ pid, node }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
