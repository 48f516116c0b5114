import type { Duplex } from 'node:stream';
import type { Limits } from '../../model/limits.ts';
import type { MissingImage } from '../runtime.ts';

/**
 * All that an engine of many machines has to do for the chief; what gates, sandboxes and pools are it need not know.
 * Adapters: ../swarm/, and one over a single engine in test/helpers.
 */
export interface ClusterEngine {
  /** Asks the engine whether jobs can run there. Throws FailureError `engine-unavailable` where they cannot. */
  check(): Promise<void>;
  /** Its machines, as they are now. Throws FailureError `engine-unavailable`. */
  nodes(): Promise<readonly ClusterNode[]>;
  /**
   * Offers machines the image with this id of the chief's own engine, and gives the name by which they start it. Throws
   * FailureError `image-missing` where it cannot be offered.
   */
  publish(imageId: string, progress: PublishProgress): Promise<string>;
  /**
   * Asks every machine that is ready whether it can start that image, which takes as long as a task does. Gives those
   * that cannot. Throws FailureError `image-missing`, which names them, where that is all.
   */
  machinesWithout(image: string): Promise<MissingImage>;
  /** Begins to open the place that gates of this chief dial; `image` is one that was published. */
  openGate(image: string, onConnection: (stream: Duplex) => void): Promise<OpenGate>;
  /** Makes a pool without tasks. */
  createPool(spec: PoolSpec): Promise<EnginePool>;
  /** Removes what dead chiefs of this home left, and of this chief what is of none of these jobs; how much it was. */
  sweep(openJobs: ReadonlySet<string>): Promise<number>;
  /** Lets go of all that is not a pool or gate, which are closed before. */
  close(): Promise<void>;
}

export interface PublishProgress {
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ClusterNode {
  readonly id: string;
  readonly name: string;
  readonly state: 'ready' | 'draining' | 'down';
  readonly cpus: number;
  readonly memoryBytes: number;
  /** The one where the chief is. */
  readonly isOwn: boolean;
}

export interface OpenGate {
  /** `HOST:PORT`, as tasks reach it at one of them once it is open; until then they try again. */
  readonly addresses: readonly string[];
  /** Rejects with FailureError `engine-unavailable` where it cannot be opened. */
  readonly opened: Promise<void>;
  close(): Promise<void>;
}

export interface PoolSpec {
  readonly id: string;
  readonly jobId: string;
  /** As {@link ClusterEngine.publish} gave it. */
  readonly image: string;
  readonly memoryBytes: number;
  readonly limits: Limits;
  /** What the gate is told, beside its task, its machine and its slot. */
  readonly env: Readonly<Record<string, string>>;
  /** Hex digits for the file that {@link keyFile} names. */
  readonly key: string;
  readonly graceSeconds: number;
}

/** Where a task finds the key of its pool. */
export const keyFile = '/run/secrets/butcher-pool';

/** Workers of one job with one size of memory, as many as it is told. */
export interface EnginePool {
  /** Has so many tasks run. Calls come one at a time. */
  scale(tasks: number): Promise<void>;
  /** From the next time that it is scaled, no task of it runs on these machines. */
  avoid(machines: readonly string[]): void;
  tasks(): Promise<readonly EngineTask[]>;
  /** Ends and removes its tasks and all else that is the pool's. Never throws for what is gone. */
  remove(): Promise<void>;
}

export interface EngineTask {
  readonly id: string;
  /** Name of its machine; null: it has none yet. */
  readonly node: string | null;
  /** `waiting`: no process of it has run. */
  readonly state: 'waiting' | 'running' | 'ended';
  /** The engine wants it to run; false: to be gone. */
  readonly isWanted: boolean;
  /** Why it waits or has ended, where the engine told; `room` and `image` are those that are for the operator. */
  readonly problem: { readonly kind: 'room' | 'image' | 'other'; readonly message: string } | null;
}
