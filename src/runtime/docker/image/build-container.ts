import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { createContainer } from '../engine/create-container.ts';
import type { ImageStep } from './image-step.ts';

/** A container in which part of an image is made. Not a sandbox: no user code runs in it. */
export interface BuildContainer {
  /** Unpacks a tar in a folder of the container. */
  put(tar: Readable, folder: string): Promise<void>;
  /** A tar of a path of the container, named after its last part. */
  get(path: string): Promise<Readable>;
  /** Its whole file system as a tar. */
  export(): Promise<Readable>;
  /** Runs the command to its end; resolves with its exit status and the last lines it wrote. */
  run(
    onLine?: (line: string) => void,
  ): Promise<{ readonly status: number; readonly output: readonly string[] }>;
  /** Starts it without waiting for its end, so that it can be told to `execute`. */
  start(): Promise<void>;
  /** Runs one more command in it; `status` is there once the output has ended. */
  execute(
    command: readonly string[],
  ): Promise<{ readonly output: Readable; readonly status: () => Promise<number | null> }>;
  /** Makes a nameless image of it, with settings as Dockerfile instructions; resolves with its id. */
  commit(changes: readonly string[]): Promise<string>;
  /** Kills and removes it. */
  remove(): Promise<void>;
}

const keptLines = 20;
/** After that, whoever made a container has ended, also where nobody here can tell: no image takes so long. */
const unknownSeconds = 24 * 3600;
/** Podman would set others, higher than its service may where it is root without CAP_SYS_RESOURCE. */
const ulimits = [
  { Name: 'nofile', Soft: 1024, Hard: 1024 },
  { Name: 'nproc', Soft: 32_768, Hard: 32_768 },
];

/** Creates a build container; the caller removes it. Those of processes that died on this machine are removed first. */
export async function createBuildContainer(
  step: ImageStep,
  options: Docker.ContainerCreateOptions,
): Promise<BuildContainer> {
  const { docker, signal } = step;
  await removeOrphans(docker);
  // Creating and committing take a moment, and broken off they could leave something that nobody knows of.
  signal.throwIfAborted();
  const container = await createContainer(docker, {
    ...options,
    HostConfig: { Ulimits: ulimits, ...options.HostConfig },
    name: `${ownPrefix()}${processNamespace()}-${process.pid}-${randomBytes(4).toString('hex')}`,
    // With a terminal the log is plain text instead of multiplexed streams.
    Tty: true,
  });
  return {
    put: async (tar, folder) => {
      await container.putArchive(tar, { path: folder, abortSignal: signal });
    },
    get: async (path) => (await container.getArchive({ path, abortSignal: signal })) as Readable,
    export: async () => (await container.export({ abortSignal: signal })) as Readable,
    run: async (onLine = () => {}) => {
      await container.start({ abortSignal: signal });
      const log = await container.logs({ follow: true, stdout: true, stderr: true, abortSignal: signal });
      const output: string[] = [];
      for await (const raw of createInterface({ input: log })) {
        const line = raw.trimEnd();
        if (line === '') continue;
        output.push(line);
        if (output.length > keptLines) output.shift();
        onLine(line);
      }
      const end: { StatusCode: number } = await container.wait({ abortSignal: signal });
      return { status: end.StatusCode, output };
    },
    start: async () => {
      await container.start({ abortSignal: signal });
    },
    execute: async (command) => {
      const exec = await container.exec({
        Cmd: [...command],
        AttachStdout: true,
        AttachStderr: true,
        Tty: true,
        abortSignal: signal,
      });
      const output = await exec.start({ Tty: true, abortSignal: signal });
      return { output, status: async () => (await exec.inspect({ abortSignal: signal })).ExitCode };
    },
    commit: async (changes) => {
      const image: { Id: string } = await container.commit({ changes });
      // Podman leaves out here what it says elsewhere.
      return image.Id.startsWith('sha256:') ? image.Id : `sha256:${image.Id}`;
    },
    remove: async () => {
      await container.remove({ force: true, v: true });
    },
  };
}

/**
 * Build containers carry no labels, since an image made of them, and every container of that image, would too. Their
 * names say whose they are: `butcher-build-<machine>-<namespace of process ids>-<process id>-<random>`.
 */
function ownPrefix(): string {
  return `butcher-build-${hostname().replace(/[^A-Za-z0-9_.-]/g, '-')}-`;
}

/** Number of the namespace that this process's id counts in: a container's and its machine's are not the same. */
function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

async function removeOrphans(docker: Docker): Promise<void> {
  const listed = await docker.listContainers({ all: true, filters: { name: [`^/?${ownPrefix()}`] } });
  for (const { Id, Names, Created } of listed) {
    const [namespace, pid] = Names[0]?.split('-').slice(-3) ?? [];
    const isOrphan =
      namespace === processNamespace() ? !isAlive(Number(pid)) : Date.now() / 1000 - Created > unknownSeconds;
    if (isOrphan) await docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreGone);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** 404: another process removed it. 409: another process is removing it. */
function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}
