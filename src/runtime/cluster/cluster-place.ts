import type { JobPlace, JobPlaceSpec, Sandbox, SandboxPaths, SandboxRequest } from '../runtime.ts';
import { StartedSandboxes } from '../started-sandboxes.ts';
import type { OwnWorkers } from './own-workers.ts';
import { type PackageTar, packageTar } from './package-tar.ts';
import { type PoolContext, WorkerPool } from './worker-pool.ts';

/** Where user code on another machine finds things; the dataset and results are only where their roles run. */
export type RemotePaths = (spec: JobPlaceSpec) => SandboxPaths;

/**
 * A job whose splitter and merger run on the chief's own engine, and whose workers on other machines; as many as may of
 * its own memory size are on the chief's engine, too, and share its files.
 */
export class ClusterPlace implements JobPlace {
  readonly #local: JobPlace;
  readonly #context: PoolContext;
  readonly #spec: JobPlaceSpec;
  readonly #image: string;
  readonly #paths: SandboxPaths;
  readonly #own: OwnWorkers;
  readonly #onClosed: () => void;
  /** By their memory. */
  readonly #pools = new Map<number, Promise<WorkerPool>>();
  readonly #sandboxes = new StartedSandboxes();
  #package: Promise<PackageTar> | null = null;
  #closed: Promise<void> | null = null;

  constructor(
    local: JobPlace,
    context: PoolContext,
    spec: JobPlaceSpec,
    where: { readonly image: string; readonly paths: SandboxPaths; readonly own: OwnWorkers },
    onClosed: () => void,
  ) {
    this.#local = local;
    this.#context = context;
    this.#spec = spec;
    this.#image = where.image;
    this.#paths = where.paths;
    this.#own = where.own;
    this.#onClosed = onClosed;
  }

  async start(request: SandboxRequest): Promise<Sandbox> {
    if (request.role !== 'worker') return this.#local.start(request);
    // What ran out of memory here needs more than anybody has reckoned with.
    const giveBack = request.memoryBytes <= this.#spec.limits.memory ? this.#own.take() : null;
    if (giveBack !== null) return this.#startHere(request, giveBack);
    return this.#sandboxes.start(request, async (one) => {
      one.signal.throwIfAborted();
      return (await this.#pool(one.memoryBytes)).start(one);
    });
  }

  async startAhead(workers: number): Promise<void> {
    const remote = workers - this.#own.free;
    if (this.#sandboxes.closed || remote <= 0) return;
    (await this.#pool(this.#spec.limits.memory)).startAhead(remote);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #startHere(request: SandboxRequest, giveBack: () => void): Promise<Sandbox> {
    try {
      const sandbox = await this.#local.start(request);
      void sandbox.exited.then(giveBack);
      return sandbox;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  #pool(memoryBytes: number): Promise<WorkerPool> {
    const known = this.#pools.get(memoryBytes);
    if (known !== undefined) return known;
    this.#package ??= packageTar(this.#spec.folders.package);
    const pool = WorkerPool.open(this.#context, {
      job: this.#spec,
      image: this.#image,
      memoryBytes,
      paths: this.#paths,
      package: this.#package,
    });
    this.#pools.set(memoryBytes, pool);
    // One that could not be made is tried anew.
    pool.catch(() => this.#pools.delete(memoryBytes));
    return pool;
  }

  async #close(): Promise<void> {
    const closing = this.#sandboxes.close();
    await Promise.allSettled([
      this.#local.close(),
      ...[...this.#pools.values()].map(async (pool) => (await pool).close()),
    ]);
    await closing;
    this.#onClosed();
  }
}
