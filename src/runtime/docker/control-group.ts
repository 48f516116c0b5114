import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const root = '/sys/fs/cgroup';

const controllers = ['memory', 'pids', 'cpuacct'] as const;
/**
 * What the kernel counts of one container, read from files of its control group that are held open, at about a
 * microsecond each. Everything is null where they cannot be seen: an engine on another machine, an old kernel. What was
 * read last stays known when the group is gone.
 */
export class ControlGroup {
  readonly #buffer = Buffer.alloc(512);
  readonly #files: Files;
  #cpuSeconds: number | null = null;
  #seen: Counted = { peakMemoryBytes: null, memoryKills: null, processesRefused: null };
  #open = true;

  private constructor(files: Files) {
    this.#files = files;
  }

  /**
   * The group of a container that runs. Where the engine keeps it at an unusual place, as a rootless one does,
   * `processId`, any process of the container's, leads there.
   */
  static async open(containerId: string, processId: () => Promise<number | null>): Promise<ControlGroup> {
    const usual = openFiles(usualFolders(containerId));
    if (usual.memoryKills !== null) return new ControlGroup(usual);
    close(usual);
    return new ControlGroup(openFiles(await foldersOf(containerId, processId)));
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

  /** Processor time that all its processes have used, in seconds, as it is now, or was when it could last be read. */
  cpuSeconds(): number | null {
    if (this.#open) {
      const microseconds = this.#number('cpuTime', /(?<=^usage_usec )\d+/m);
      const nanoseconds = microseconds === null ? this.#number('cpuTime', /^\d+/) : null;
      if (microseconds !== null) this.#cpuSeconds = microseconds / 1e6;
      else if (nanoseconds !== null) this.#cpuSeconds = nanoseconds / 1e9;
    }
    return this.#cpuSeconds;
  }

  /** Processes and threads that are in it now, dead ones that nobody has waited for among them; null: not seen. */
  tasks(): number | null {
    return this.#open ? this.#number('tasks', /^\d+/) : null;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    close(this.#files);
  }

  #number(counter: keyof Files, pattern: RegExp): number | null {
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

type Files = Readonly<Record<keyof Counted | 'cpuTime' | 'tasks', number | null>>;

type Controller = (typeof controllers)[number];

/** Folders in which a controller's files may be: those of control groups of version 1, and those of version 2. */
type Folders = Readonly<Record<Controller, readonly string[]>> & {
  readonly unified: readonly string[];
};

/** As the engines' cgroupfs and systemd drivers name them. */
function usualFolders(id: string): Folders {
  const below = (folder: string) => [`${folder}/docker/${id}`, `${folder}/system.slice/docker-${id}.scope`];
  return {
    memory: below(`${root}/memory`),
    pids: below(`${root}/pids`),
    cpuacct: below(`${root}/cpuacct`),
    unified: [...below(root), `${root}/machine.slice/libpod-${id}.scope`],
  };
}

/** Where the kernel says that a process of the container is. Nothing, where that is no process of the container's. */
async function foldersOf(id: string, processId: () => Promise<number | null>): Promise<Folders> {
  const text = await processId()
    .then((pid) => (pid === null ? '' : readFile(`/proc/${pid}/cgroup`, 'utf8')))
    .catch(() => '');
  const found: Record<Controller | 'unified', string[]> = { memory: [], pids: [], cpuacct: [], unified: [] };
  for (const line of text.split('\n')) {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    // The container's own group, not one that is made within.
    const parts = path?.split('/') ?? [];
    const own = parts.slice(0, parts.findLastIndex((part) => part.includes(id)) + 1).join('/');
    if (own === '' || own.includes('/..')) continue;
    if (names === '') found.unified.push(`${root}${own}`);
    for (const controller of controllers)
      if (names?.split(',').includes(controller)) found[controller].push(`${root}/${controller}${own}`);
  }
  return found;
}

function openFiles({ memory, pids, cpuacct, unified }: Folders): Files {
  const within = (folders: readonly string[], file: string) => folders.map((folder) => `${folder}/${file}`);
  return {
    peakMemoryBytes: openFirst([
      ...within(memory, 'memory.max_usage_in_bytes'),
      ...within(unified, 'memory.peak'),
    ]),
    memoryKills: openFirst([...within(memory, 'memory.oom_control'), ...within(unified, 'memory.events')]),
    processesRefused: openFirst([...within(pids, 'pids.events'), ...within(unified, 'pids.events')]),
    tasks: openFirst([...within(pids, 'pids.current'), ...within(unified, 'pids.current')]),
    cpuTime: openFirst([...within(cpuacct, 'cpuacct.usage'), ...within(unified, 'cpu.stat')]),
  };
}

function openFirst(paths: readonly string[]): number | null {
  for (const path of paths) {
    try {
      return openSync(path, 'r');
    } catch {}
  }
  return null;
}

function close(files: Files): void {
  for (const file of Object.values(files)) if (file !== null) closeSync(file);
}
