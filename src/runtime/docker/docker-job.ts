import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyIfUnreadable } from '../copy-if-unreadable.ts';
import {
  type JobSandbox,
  type JobSandboxSpec,
  resultsFolder,
  type Sandbox,
  type SandboxPaths,
  type SandboxRequest,
} from '../runtime.ts';
import type { SandboxMount } from './container-options.ts';
import { giveTo, type JobUser } from './job-user.ts';
import { type DockerJobContext, startDockerSandbox } from './start-docker-sandbox.ts';

/** What a job needs to know beside its spec. */
export type DockerJobSettings = Omit<DockerJobContext, 'spec' | 'user' | 'paths' | 'mounts' | 'resultsMount'>;

/** One job's containers and its scratch folder. */
export class DockerJob implements JobSandbox {
  readonly paths: SandboxPaths;
  readonly #context: DockerJobContext;
  readonly #onClosed: () => void;
  readonly #closing = new AbortController();
  readonly #starts = new Set<Promise<Sandbox>>();
  #closed: Promise<void> | null = null;

  private constructor(context: DockerJobContext, onClosed: () => void) {
    this.paths = context.paths;
    this.#context = context;
    this.#onClosed = onClosed;
  }

  /** Makes the scratch folder, and in it readable copies of what the job's user may not read. */
  static async open(
    spec: JobSandboxSpec,
    user: JobUser,
    settings: DockerJobSettings,
    onClosed: () => void,
  ): Promise<DockerJob> {
    await rm(spec.folders.scratch, { recursive: true, force: true });
    await mkdir(spec.folders.scratch, { recursive: true, mode: 0o700 });
    try {
      const resources = `/app/resources/${spec.jobName}`;
      const data = await dataMount(spec, user, `${resources}/data`);
      const shared = settings.transport === 'unix';
      const segments = shared ? { own: () => ownSegment, ...segmentFolders } : null;
      const paths = {
        package: '/app/package',
        dataset: data.target,
        results: `${resources}/results`,
        segments,
      };
      const source = await readablePath(spec.folders.package, user, join(spec.folders.scratch, 'package'));
      const resultsSource = resultsFolder(spec.folders, spec.jobName);
      await giveTo(user, resultsSource);
      const mounts = [{ source, target: paths.package }, data];
      const results = { source: await realpath(resultsSource), target: paths.results, writable: true };
      return new DockerJob({ ...settings, spec, user, paths, mounts, resultsMount: results }, onClosed);
    } catch (error) {
      await rm(spec.folders.scratch, { recursive: true, force: true });
      throw error;
    }
  }

  async start(request: SandboxRequest): Promise<Sandbox> {
    this.#closing.signal.throwIfAborted();
    const signal = AbortSignal.any([request.signal, this.#closing.signal]);
    const start = startDockerSandbox(this.#context, { ...request, signal });
    this.#starts.add(start);
    start.catch(() => this.#starts.delete(start));
    return start;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('the job was closed'));
    await Promise.allSettled([...this.#starts].map(async (start) => (await start).destroy()));
    await rm(this.#context.spec.folders.scratch, { recursive: true, force: true });
    this.#onClosed();
  }
}

/** Where sandboxes find segments. */
export const ownSegment = '/run/butcher-segment';
export const segmentFolders = {
  fragments: '/run/butcher-fragments',
  results: '/run/butcher-results',
} as const;

/** The dataset under its name, or an empty folder where there is none. */
async function dataMount(spec: JobSandboxSpec, user: JobUser, dataPath: string): Promise<SandboxMount> {
  if (spec.dataset === null) {
    const empty = join(spec.folders.scratch, 'no-data');
    await mkdir(empty, { mode: 0o755 });
    return { source: empty, target: dataPath };
  }
  const { path, name } = spec.dataset;
  const source = await readablePath(path, user, join(spec.folders.scratch, 'data'));
  return { source, target: `${dataPath}/${name}` };
}

/** The chief's own user reads what the chief reads; others may need a copy. */
async function readablePath(path: string, user: JobUser, copyPath: string): Promise<string> {
  const real = await realpath(path);
  return user.access === 'own' ? real : copyIfUnreadable(real, copyPath);
}
