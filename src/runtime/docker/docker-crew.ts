import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Role } from '../../bridge/messages.ts';
import type { Limits } from '../../limits.ts';
import type { JobSandboxSpec, Sandbox, SandboxRequest, WarmCrew, WarmSpec } from '../runtime.ts';
import { resultsFolder } from '../runtime.ts';
import type { DockerJobSettings } from './docker-job.ts';
import { linkTree } from './link-tree.ts';
import { packagePath, resourcesPath, segmentPaths } from './sandbox-paths.ts';
import { startDockerSandbox } from './start-docker-sandbox.ts';

/** A container whose harness waits to be told its work. */
interface Waiting {
  readonly role: Role;
  readonly sandbox: Sandbox;
  readonly segment: string | null;
  /** Takes the log over from when the container belongs to a job. */
  onLog: SandboxRequest['onLog'];
}

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

/**
 * Started containers for a job that is still to come. They see the job's folders, in which nothing is yet: package,
 * dataset and results appear there when the job takes them. The resources are one mount, which the merger may write as
 * far as file rights let it; so its user must not be the chief's own, and all but the results belongs to the chief.
 */
export class DockerCrew implements WarmCrew {
  readonly lost: Promise<void>;
  readonly #spec: WarmSpec;
  readonly #waiting = new Set<Waiting>();
  #lose: () => void = () => {};
  #taken = false;
  #closed: Promise<void> | null = null;

  private constructor(spec: WarmSpec) {
    this.#spec = spec;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
  }

  /** Throws what {@link startDockerSandbox} throws, with nothing left. */
  static async start(spec: WarmSpec, settings: DockerJobSettings): Promise<DockerCrew> {
    const crew = new DockerCrew(spec);
    const { scratch } = spec.folders;
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    const workers = Array.from({ length: spec.workers }, () => 'worker' as const);
    const starts = (['splitter', 'merger', ...workers] as const).map((role, index) =>
      crew.#add(role, join(scratch, `segment-${index}`), settings),
    );
    const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
    if (failed === undefined) return crew;
    await crew.close();
    throw (failed as PromiseRejectedResult).reason;
  }

  /** Whether it is what that job would have started. */
  fits({ image, limits, folders, jobName }: JobSandboxSpec): boolean {
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
   * below the resources; false, and the crew is closed, where it cannot: it is on another disk, or too many files.
   */
  async take({ dataset, folders, jobName }: JobSandboxSpec, readableDataset: string): Promise<boolean> {
    this.#taken = true;
    const job = join(folders.resources, jobName);
    const data = join(job, 'data');
    await mkdir(data);
    // Whatever the chief's umask is.
    for (const folder of [folders.resources, job, data]) await chmod(folder, 0o755);
    if (dataset === null || (await linkTree(readableDataset, join(data, dataset.name), mostLinks)))
      return true;
    await this.close();
    return false;
  }

  /** A waiting container of that role and memory, now the caller's; null when there is none. */
  async handOver(request: SandboxRequest): Promise<Sandbox | null> {
    if (request.memoryBytes !== this.#spec.limits.memory) return null;
    for (const waiting of this.#waiting) {
      if (waiting.role !== request.role) continue;
      this.#waiting.delete(waiting);
      request.signal.throwIfAborted();
      waiting.onLog = request.onLog;
      // The container has the file, whatever its name.
      if (waiting.segment !== null && request.segment !== null)
        await rename(waiting.segment, request.segment);
      return waiting.sandbox;
    }
    return null;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #add(role: Role, segment: string, settings: DockerJobSettings): Promise<void> {
    const hasSegment = role !== 'merger';
    if (hasSegment) await (await open(segment, 'wx', 0o600)).close();
    const { folders, limits, signal } = this.#spec;
    const waiting: { onLog: SandboxRequest['onLog'] } = { onLog: () => {} };
    const sandbox = await startDockerSandbox(
      {
        ...settings,
        spec: this.#spec,
        segments: segmentPaths,
        mounts: (of) => [
          { source: folders.package, target: packagePath },
          { source: folders.resources, target: resourcesPath, writable: of === 'merger' },
        ],
      },
      {
        role,
        memoryBytes: limits.memory,
        segment: hasSegment ? segment : null,
        signal,
        onLog: (chunk, cut) => waiting.onLog(chunk, cut),
      },
    );
    this.#waiting.add(Object.assign(waiting, { role, sandbox, segment: hasSegment ? segment : null }));
    void sandbox.exited.then(() => {
      if (!this.#taken) void this.close();
    });
  }

  /** Ends those that still wait. The scratch folder goes with them unless a job has it now. */
  async #close(): Promise<void> {
    this.#lose();
    const left = [...this.#waiting];
    this.#waiting.clear();
    await Promise.allSettled(left.map(({ sandbox }) => sandbox.destroy()));
    if (!this.#taken) await rm(this.#spec.folders.scratch, { recursive: true, force: true });
  }
}

/** Beyond this a second name for each file takes longer than starting containers. */
const mostLinks = 1000;
