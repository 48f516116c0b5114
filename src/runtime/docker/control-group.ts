import { closeSync, openSync, readSync } from 'node:fs';

/**
 * What the kernel counts of one container, read from files of its control group that are held open, at about a
 * microsecond each. Everything is null where they cannot be seen: an engine on another machine, a rootless one, an old
 * kernel. Open it while the container runs; what was read last stays known when the group is gone.
 */
export class ControlGroup {
  readonly #buffer = Buffer.alloc(512);
  readonly #files: Readonly<Record<Counter, number | null>>;
  #seen: Counted = { peakMemoryBytes: null, memoryKills: null, processesRefused: null };
  #open = true;

  constructor(containerId: string) {
    this.#files = {
      peakMemoryBytes: openFirst(places('memory', containerId, 'memory.max_usage_in_bytes', 'memory.peak')),
      memoryKills: openFirst(places('memory', containerId, 'memory.oom_control', 'memory.events')),
      processesRefused: openFirst(places('pids', containerId, 'pids.events', 'pids.events')),
    };
  }

  /** The counts as they are now, or were when they could last be read. */
  read(): Counted {
    if (this.#open) {
      this.#seen = {
        peakMemoryBytes: this.#number('peakMemoryBytes', /^\d+/) ?? this.#seen.peakMemoryBytes,
        memoryKills: this.#number('memoryKills', /(?<=^oom_kill )\d+/m) ?? this.#seen.memoryKills,
        processesRefused: this.#number('processesRefused', /(?<=^max )\d+/m) ?? this.#seen.processesRefused,
      };
    }
    return this.#seen;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const file of Object.values(this.#files)) if (file !== null) closeSync(file);
  }

  #number(counter: Counter, pattern: RegExp): number | null {
    const file = this.#files[counter];
    if (file === null) return null;
    try {
      const length = readSync(file, this.#buffer, 0, this.#buffer.length, 0);
      const match = pattern.exec(this.#buffer.toString('latin1', 0, length));
      return match === null ? null : Number(match[0]);
    } catch {
      return null;
    }
  }
}

export interface Counted {
  /** Highest memory use so far. */
  readonly peakMemoryBytes: number | null;
  /** Processes that were killed for want of memory. */
  readonly memoryKills: number | null;
  /** How often a process was refused because the limit was met. */
  readonly processesRefused: number | null;
}

type Counter = keyof Counted;

/** Where control groups of version 1 and 2 are, as the engine's cgroupfs and systemd drivers name them. */
function places(controller: 'memory' | 'pids', id: string, first: string, second: string): string[] {
  return [
    `/sys/fs/cgroup/${controller}/docker/${id}/${first}`,
    `/sys/fs/cgroup/${controller}/system.slice/docker-${id}.scope/${first}`,
    `/sys/fs/cgroup/docker/${id}/${second}`,
    `/sys/fs/cgroup/system.slice/docker-${id}.scope/${second}`,
    `/sys/fs/cgroup/machine.slice/libpod-${id}.scope/${second}`,
  ];
}

function openFirst(paths: readonly string[]): number | null {
  for (const path of paths) {
    try {
      return openSync(path, 'r');
    } catch {}
  }
  return null;
}
