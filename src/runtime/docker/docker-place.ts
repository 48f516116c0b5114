import { realpath } from 'node:fs/promises';
import { makeFolders } from '../../files/make-folders.ts';
import { removeTree } from '../../trees/trees.ts';
import {
  type JobPlace,
  type JobPlaceSpec,
  resultsFolder,
  type Sandbox,
  type SandboxPaths,
  type SandboxRequest,
} from '../runtime.ts';
import { StartedSandboxes } from '../started-sandboxes.ts';
import { ContainersAhead } from './containers-ahead.ts';
import { datasetMounts } from './dataset-mounts.ts';
import type { DockerWarmContainers } from './docker-warm-containers.ts';
import { giveTo } from './job-user.ts';
import { packagePath, resultsPath, segmentPaths } from './sandbox-paths.ts';
import {
  type DockerPlaceContext,
  type DockerPlaceSettings,
  startDockerSandbox,
} from './start-docker-sandbox.ts';

/** One job's containers and its scratch folder. */
export class DockerPlace implements JobPlace {
  readonly #paths: SandboxPaths;
  readonly #context: DockerPlaceContext;
  /** Containers that were started before they were asked for. */
  #ahead: DockerWarmContainers | ContainersAhead | null;
  readonly #onClosed: () => void;
  readonly #sandboxes = new StartedSandboxes();
  #closed: Promise<void> | null = null;

  private constructor(
    paths: SandboxPaths,
    context: DockerPlaceContext,
    warm: DockerWarmContainers | null,
    onClosed: () => void,
  ) {
    this.#paths = paths;
    this.#context = context;
    this.#ahead = warm;
    this.#onClosed = onClosed;
  }

  /**
   * Makes the scratch folder, and in it readable copies of what the job's user may not read. A warm set that waits for
   * this job is taken over where it fits, else let go.
   */
  static async open(
    spec: JobPlaceSpec,
    settings: DockerPlaceSettings,
    waiting: DockerWarmContainers | null,
    onClosed: () => void,
  ): Promise<DockerPlace> {
    const { user } = settings;
    const { folders, jobName } = spec;
    const fits = waiting?.fits(spec) === true;
    if (!fits) await waiting?.close();
    if (!fits) await removeTree(folders.scratch);
    await makeFolders(folders.scratch, 0o700);
    try {
      const data = await datasetMounts(spec, user);
      const source = await realpath(folders.package);
      const resultsSource = resultsFolder(folders, jobName);
      await giveTo(user, resultsSource);
      const warm = fits && (await waiting?.take(spec, data.source)) === true ? waiting : null;
      const results = { source: await realpath(resultsSource), target: resultsPath(jobName), writable: true };
      const shared = [{ source, target: packagePath }, ...data.mounts];
      const segments = settings.transport === 'unix' ? segmentPaths : null;
      return new DockerPlace(
        { package: packagePath, dataset: data.path, results: results.target, segments },
        {
          ...settings,
          spec,
          segments,
          mounts: (role) => (role === 'merger' ? [...shared, results] : shared),
        },
        warm,
        onClosed,
      );
    } catch (error) {
      await waiting?.close();
      await removeTree(folders.scratch);
      throw error;
    }
  }

  start(request: SandboxRequest): Promise<Sandbox> {
    return this.#sandboxes.start(request, (one) => this.#start(one));
  }

  async startAhead(workers: number): Promise<void> {
    if (this.#ahead !== null || this.#sandboxes.closed) return;
    const more = Array.from({ length: workers - 1 }, () => 'worker' as const);
    const ahead = new ContainersAhead(this.#context, ['splitter', 'merger', 'worker'], more);
    this.#ahead = ahead;
    await ahead.underway;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #start(request: SandboxRequest): Promise<Sandbox> {
    const sandbox =
      (await this.#ahead?.handOver(request)) ?? (await startDockerSandbox(this.#context, request));
    return Object.assign(sandbox, { paths: this.#paths });
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#sandboxes.close(), this.#ahead?.close()]);
    await this.#context.leftovers.removeAll();
    await removeTree(this.#context.spec.folders.scratch);
    this.#onClosed();
  }
}
