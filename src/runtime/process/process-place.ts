import { realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import {
  type JobPlace,
  type JobPlaceSpec,
  resultsFolder,
  type Sandbox,
  type SandboxPaths,
  type SandboxRequest,
} from '../runtime.ts';
import { startProcessSandbox } from './process-sandbox.ts';

/** One job's child processes, and its scratch folder with a tree of links that looks like a container's `/app`. */
export class ProcessPlace implements JobPlace {
  readonly paths: SandboxPaths;
  readonly #spec: JobPlaceSpec;
  readonly #python: string;
  readonly #searchPath: string;
  readonly #onClosed: () => void;
  readonly #closing = new AbortController();
  readonly #starts = new Set<Promise<Sandbox>>();
  #closed: Promise<void> | null = null;

  private constructor(
    spec: JobPlaceSpec,
    python: string,
    searchPath: string,
    paths: SandboxPaths,
    onClosed: () => void,
  ) {
    this.#spec = spec;
    this.#python = python;
    this.#searchPath = searchPath;
    this.paths = paths;
    this.#onClosed = onClosed;
  }

  static async open(
    spec: JobPlaceSpec,
    python: string,
    searchPath: string,
    onClosed: () => void,
  ): Promise<ProcessPlace> {
    await rm(spec.folders.scratch, { recursive: true, force: true });
    await makeFolders(spec.folders.scratch, 0o700);
    try {
      const app = join(await realpath(spec.folders.scratch), 'app');
      const resources = join(app, 'resources', spec.jobName);
      const data = join(resources, 'data');
      await makeFolders(data);
      const paths = {
        package: await link(spec.folders.package, join(app, 'package')),
        dataset: spec.dataset === null ? data : await link(spec.dataset.path, join(data, spec.dataset.name)),
        results: await link(resultsFolder(spec.folders, spec.jobName), join(resources, 'results')),
        segments: { own: (segment: string) => segment, ...spec.folders.segments },
      };
      return new ProcessPlace(spec, python, searchPath, paths, onClosed);
    } catch (error) {
      await rm(spec.folders.scratch, { recursive: true, force: true });
      throw error;
    }
  }

  async start(request: SandboxRequest): Promise<Sandbox> {
    this.#closing.signal.throwIfAborted();
    const signal = AbortSignal.any([request.signal, this.#closing.signal]);
    const start = startProcessSandbox(
      { spec: this.#spec, paths: this.paths, python: this.#python, searchPath: this.#searchPath },
      { ...request, signal },
    );
    this.#starts.add(start);
    start.catch(() => this.#starts.delete(start));
    return start;
  }

  /** A process starts at once. */
  async startAhead(): Promise<void> {}

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('the job was closed'));
    await Promise.allSettled([...this.#starts].map(async (start) => (await start).destroy()));
    await rm(this.#spec.folders.scratch, { recursive: true, force: true });
    this.#onClosed();
  }
}

async function link(target: string, path: string): Promise<string> {
  await makeFolders(dirname(path));
  await symlink(await realpath(target), path);
  return path;
}
