import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { setMode } from '../../files/own-mode.ts';
import type { Limits } from '../../model/limits.ts';
import { removeTree } from '../../trees/trees.ts';
import {
  type JobPlaceSpec,
  resultsFolder,
  type SandboxRequest,
  type WarmContainers,
  type WarmSpec,
} from '../runtime.ts';
import { ContainersAhead } from './containers-ahead.ts';
import type { NamelessSandbox } from './docker-sandbox.ts';
import { linkTree } from './link-tree.ts';
import { packagePath, resourcesPath, segmentPaths } from './sandbox-paths.ts';
import type { DockerPlaceSettings } from './start-docker-sandbox.ts';

/** Limits that are fixed when a container is made. */
const fixedLimits: readonly (keyof Limits)[] = [
  'memory',
  'cpus',
  'pids',
  'scratchBytes',
  'resultsBytes',
  'cacheBytes',
  'logBytes',
];

/** Beyond this a second name for each file takes longer than starting containers. */
const mostLinks = 1000;

/**
 * Started containers for a job that is still to come. They see the job's folders, in which nothing is yet: package,
 * dataset and results appear there when the job takes them. The resources are one mount, which the merger may write as
 * far as file rights let it; so its user must not be the chief's own, and all but the results belongs to the chief.
 */
export class DockerWarmContainers implements WarmContainers {
  readonly gone: Promise<void>;
  readonly #spec: WarmSpec;
  readonly #containers: ContainersAhead;
  #tellGone: () => void = () => {};
  #taken = false;
  #closed: Promise<void> | null = null;

  private constructor(spec: WarmSpec, containers: ContainersAhead) {
    this.#spec = spec;
    this.#containers = containers;
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  /** Resolves when all wait. Throws what starting one throws, with nothing left. */
  static async start(spec: WarmSpec, settings: DockerPlaceSettings): Promise<DockerWarmContainers> {
    const { folders, signal } = spec;
    await removeTree(folders.scratch);
    await makeFolders(folders.scratch, 0o700);
    const workers = Array.from({ length: spec.workers }, () => 'worker' as const);
    const containers = new ContainersAhead(
      {
        ...settings,
        spec,
        segments: segmentPaths,
        mounts: (role) => [
          { source: folders.package, target: packagePath },
          { source: folders.resources, target: resourcesPath, writable: role === 'merger' },
        ],
      },
      ['splitter', 'merger', ...workers],
    );
    const warm = new DockerWarmContainers(spec, containers);
    const stop = () => void warm.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      for (const sandbox of await containers.started()) warm.#watch(sandbox);
      return warm;
    } catch (error) {
      await warm.close();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Whether it is what that job would have started. */
  fits({ image, limits, folders, jobName }: JobPlaceSpec): boolean {
    const { folders: own } = this.#spec;
    return (
      !this.#taken &&
      this.#closed === null &&
      image === this.#spec.image &&
      fixedLimits.every((name) => limits[name] === this.#spec.limits[name]) &&
      folders.package === own.package &&
      dirname(dirname(resultsFolder(folders, jobName))) === own.resources
    );
  }

  /**
   * Gives it to a job that it fits and whose package and results folder are in place. The dataset gets a second name
   * below the resources; false, and the set is closed, where it cannot: it is on another disk, or too many files.
   */
  async take({ dataset, folders, jobName }: JobPlaceSpec, readableDataset: string): Promise<boolean> {
    this.#taken = true;
    const job = join(folders.resources, jobName);
    const data = join(job, 'data');
    await mkdir(data);
    // Whatever the chief's umask is.
    for (const folder of [folders.resources, job, data]) await setMode(folder, 0o755);
    if (dataset === null || (await linkTree(readableDataset, join(data, dataset.name), mostLinks)))
      return true;
    await this.close();
    return false;
  }

  /** As {@link ContainersAhead.handOver}. */
  handOver(request: SandboxRequest): Promise<NamelessSandbox | null> {
    return this.#containers.handOver(request);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #watch(sandbox: NamelessSandbox): void {
    void sandbox.exited.then(() => {
      if (!this.#taken) void this.close();
    });
  }

  /** Ends those that still wait. The scratch folder goes with them unless a job has it now. */
  async #close(): Promise<void> {
    this.#tellGone();
    await this.#containers.close();
    if (!this.#taken) await removeTree(this.#spec.folders.scratch);
  }
}
