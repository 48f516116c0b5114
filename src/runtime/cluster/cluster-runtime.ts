import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../model/clock.ts';
import type { Limits } from '../../model/limits.ts';
import type { Refusal } from '../dial-in-refusals.ts';
import type {
  Capacity,
  EngineDescription,
  ImageRequest,
  JobPlace,
  JobPlaceSpec,
  KeptLayers,
  LayerWish,
  MissingImage,
  Runtime,
  RuntimeNode,
} from '../runtime.ts';
import { AskedTogether } from './asked-together.ts';
import type { ClusterEngine, ClusterNode, OpenGate } from './cluster-engine.ts';
import { ClusterPlace, type RemotePaths } from './cluster-place.ts';
import { DialIn } from './dial-in.ts';
import { OwnWorkers } from './own-workers.ts';
import { type PoolContext, type PoolPace, usualPace } from './worker-pool.ts';

export interface ClusterRuntimeOptions {
  readonly kind: Runtime['kind'];
  /** Where splitters and mergers run, and whose images are published. Closed with this runtime. */
  readonly local: Runtime;
  readonly engine: ClusterEngine;
  readonly clock: Clock;
  readonly harnessCommand: readonly string[];
  readonly paths: RemotePaths;
  readonly dialBackMs?: number;
  readonly pace?: PoolPace;
  /** Workers of all jobs together on the chief's own engine, beside those of the cluster. Left out: none. */
  readonly ownWorkers?: number;
  /** Somebody dialled in and was sent away. */
  readonly onRefused?: (refusal: Refusal) => void;
}

/**
 * How long a harness may take to answer through its gate. Less than the gate takes to give up a chief whose packets do
 * not get through, or nobody would say why.
 */
const harnessMs = 45_000;
/** How often the machines are looked at while somebody wants to know when they change. */
const lookMs = 5000;

/** Jobs whose workers run on many machines, all through one place where their gates dial in. */
export class ClusterRuntime implements Runtime {
  readonly kind: Runtime['kind'];
  readonly #options: ClusterRuntimeOptions;
  readonly #dialIn: DialIn;
  readonly #own: OwnWorkers;
  readonly #jobs = new Map<string, ClusterPlace>();
  /** By the image's id on the chief's own engine, its name for all machines. */
  readonly #published = new Map<string, Promise<string>>();
  /** By that name, looks for who lacks it. */
  readonly #looks = new Map<string, AskedTogether<MissingImage>>();
  readonly #listeners = new Set<() => void>();
  #gate: Promise<OpenGate> | null = null;
  #cancelLook = () => {};

  constructor(options: ClusterRuntimeOptions) {
    this.kind = options.kind;
    this.#options = options;
    const { clock, onRefused = () => {}, ownWorkers = 0 } = options;
    this.#own = new OwnWorkers(ownWorkers);
    this.#dialIn = new DialIn({ clock, onRefused });
  }

  async describe(): Promise<EngineDescription> {
    const { local, engine } = this.#options;
    const described = await local.describe();
    await engine.check();
    return described;
  }

  async prepareImage(request: ImageRequest): Promise<string> {
    const id = await this.#options.local.prepareImage(request);
    // A job that is to come needs both, and a cluster takes a second for each.
    this.#open(id).catch(() => {});
    await this.#publish(id, request);
    return id;
  }

  /** Which machines cannot start that image, as `ClusterEngine.machinesWithout`, before any job needs it. */
  async machinesWithout(request: ImageRequest): Promise<MissingImage> {
    const { local, engine } = this.#options;
    return engine.machinesWithout(await this.#publish(await local.prepareImage(request), request));
  }

  /** Containers that wait for a job have its user, which is another on every machine. */
  async warmUp(): Promise<null> {
    return null;
  }

  async openJob(spec: JobPlaceSpec): Promise<JobPlace> {
    const { local, paths } = this.#options;
    const image = await this.#publish(spec.image, {
      onProgress: () => {},
      signal: new AbortController().signal,
    });
    const context = await this.#context(image);
    const place = await local.openJob(spec);
    const where = { image, paths: paths(spec), own: this.#own };
    const job = new ClusterPlace(place, context, spec, where, () => this.#jobs.delete(spec.jobId));
    this.#jobs.set(spec.jobId, job);
    return job;
  }

  async sweep(): Promise<{ readonly containers: number }> {
    const { local, engine } = this.#options;
    const [{ containers }, removed] = await Promise.all([
      local.sweep(),
      engine.sweep(new Set(this.#jobs.keys())),
    ]);
    return { containers: containers + removed };
  }

  freeLayers(wish: LayerWish): Promise<KeptLayers> {
    return this.#options.local.freeLayers(wish);
  }

  async capacity(limits: Pick<Limits, 'cpus' | 'memory'>): Promise<Capacity> {
    const { engine, ownWorkers = 0 } = this.#options;
    const nodes = (await engine.nodes()).map((node) => roomOn(node, limits, ownWorkers));
    return { slots: nodes.reduce((sum, { slots }) => sum + slots, 0), nodes };
  }

  onCapacity(listener: () => void): () => void {
    // The same function may be given twice.
    const call = () => listener();
    this.#listeners.add(call);
    if (this.#listeners.size === 1) this.#watchNodes(null);
    return () => {
      this.#listeners.delete(call);
      if (this.#listeners.size === 0) this.#cancelLook();
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#cancelLook();
    await Promise.all([...this.#jobs.values()].map((job) => job.close()));
    this.#dialIn.close();
    const gate = await this.#gate?.catch(() => null);
    this.#gate = null;
    await gate?.close();
    await this.#options.engine.close();
    await this.#options.local.close();
  }

  #publish(id: string, progress: Pick<ImageRequest, 'onProgress' | 'signal'>): Promise<string> {
    const known = this.#published.get(id);
    if (known !== undefined) return known;
    const published = this.#options.engine.publish(id, progress);
    this.#published.set(id, published);
    published.catch(() => this.#published.delete(id));
    return published;
  }

  async #context(image: string): Promise<PoolContext> {
    const { engine, clock, harnessCommand, dialBackMs = harnessMs, pace = usualPace } = this.#options;
    const { addresses, opened } = await this.#open(image);
    const look = this.#looks.get(image) ?? new AskedTogether(() => engine.machinesWithout(image));
    this.#looks.set(image, look);
    const shared = { engine, dialIn: this.#dialIn, clock, harnessCommand, dialBackMs, pace };
    return { ...shared, addresses, opened, machinesWithout: () => look.ask() };
  }

  /** The gate, opened now where it is not; one that could not be is tried anew the next time. */
  #open(image: string): Promise<OpenGate> {
    if (this.#gate !== null) return this.#gate;
    const gate = this.#options.engine.openGate(image, (stream) => this.#dialIn.take(stream));
    this.#gate = gate;
    gate
      .then(({ opened }) => opened)
      .catch(() => {
        if (this.#gate === gate) this.#gate = null;
      });
    return gate;
  }

  #watchNodes(before: readonly ClusterNode[] | null): void {
    this.#cancelLook = this.#options.clock.after(before === null ? 0 : lookMs, () => {
      void this.#options.engine.nodes().then(
        (nodes) => this.#seen(before, nodes),
        // An engine that does not answer says nothing of its machines.
        () => this.#seen(before, before ?? []),
      );
    });
  }

  #seen(before: readonly ClusterNode[] | null, nodes: readonly ClusterNode[]): void {
    if (this.#listeners.size === 0) return;
    if (before !== null && !isDeepStrictEqual(before, nodes)) for (const call of this.#listeners) call();
    this.#watchNodes(nodes);
  }
}

function roomOn(node: ClusterNode, limits: Pick<Limits, 'cpus' | 'memory'>, ownWorkers: number): RuntimeNode {
  const { id, name, state, cpus, memoryBytes, isOwn } = node;
  const fitting = Math.floor(Math.min(cpus / limits.cpus, memoryBytes / limits.memory));
  const slots = state === 'ready' ? Math.max(0, fitting) : 0;
  if (!isOwn || ownWorkers === 0) return { id, name, slots, state, isOwn };
  // What it does not do for the cluster it may do for its own engine.
  return { id, name, slots: slots + ownWorkers, state: 'ready', isOwn };
}
