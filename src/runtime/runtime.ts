import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Role } from '../bridge/messages.ts';
import type { Distribution, WantedLibraries } from '../model/libraries.ts';
import type { Limits } from '../model/limits.ts';

/**
 * Where user code runs. Adapters: docker/ (containers), process/ (plain child processes, no isolation), and a
 * fake in test/helpers. All pass test/conformance/runtime.ts.
 *
 * The port speaks of sandboxes that dial back: `start` resolves with an open bridge stream, however it came about
 * (Unix socket, attached stdio, later TLS from another machine).
 */
export interface Runtime {
  readonly kind: 'docker' | 'process' | 'swarm' | 'fake';
  /**
   * Asks the engine who it is and whether limits hold there, as it is now. Throws FailureError `engine-unavailable`.
   */
  describe(): Promise<EngineDescription>;
  /**
   * Makes sure the image (with these libraries on top) is there and returns its immutable id.
   * Throws FailureError `image-missing`, `dependency-install` or `engine-unavailable`.
   */
  prepareImage(request: ImageRequest): Promise<string>;
  /**
   * Starts sandboxes for a job that is still to come; `openJob` of the same id takes them over where they fit. Null:
   * this engine or adapter cannot. Throws the FailureError of {@link JobPlace.start}, with nothing left.
   */
  warmUp(spec: WarmSpec): Promise<WarmContainers | null>;
  /** Opens the place where one job's sandboxes live. Nothing is started yet, unless it was before. */
  openJob(spec: JobPlaceSpec): Promise<JobPlace>;
  /** Removes what dead chiefs of this home left behind: containers by label. Never touches a living chief's. */
  sweep(): Promise<{ readonly containers: number }>;
  /**
   * Removes installed libraries that nobody uses: those unused for thirty days, and as many more as are to go, the
   * longest unused first. Never any that a sandbox has, or that was prepared within the last minute.
   */
  freeLayers(wish: LayerWish): Promise<KeptLayers>;
  /**
   * How many sandboxes with these limits have room at once, over all jobs, and on which machines; as it is now, and
   * whoever runs. Throws FailureError `engine-unavailable`.
   */
  capacity(limits: Pick<Limits, 'cpus' | 'memory'>): Promise<Capacity>;
  /**
   * Has the listener called whenever `capacity` may have another answer than before; never during this call. The
   * function that comes back ends that, and may be called again.
   */
  onCapacity(listener: () => void): () => void;
  /** Ends connections to the engine. Jobs must be closed before. */
  close(): Promise<void>;
}

/** Installed libraries that the engine keeps for whoever asks for the same. */
export interface LibraryLayer {
  /** Of what is in it. */
  readonly digest: string;
  readonly bytes: number;
}

export interface LayerWish {
  /** So many bytes are to become free on the disk of the chief's home, if the engine has its images there. */
  readonly wantedBytes: number;
  /** All that stays is to take no more than this. */
  readonly mostBytes: number;
  readonly isInUse: (digest: string) => boolean;
}

export interface KeptLayers {
  /** All that are there now. */
  readonly layers: readonly LibraryLayer[];
  readonly freedBytes: number;
}

/** Where many machines are to start an image, those that cannot. */
export interface MissingImage {
  readonly machines: readonly Pick<RuntimeNode, 'id' | 'name'>[];
  /** What to do about it, a sentence. */
  readonly help: string;
}

/** What there is room for. */
export interface Capacity {
  /** Sandboxes at once: those of all machines that are ready. */
  readonly slots: number;
  readonly nodes: readonly RuntimeNode[];
}

/** One machine, as far as sandboxes may run on it. */
export interface RuntimeNode {
  readonly id: string;
  /** For people; what {@link Sandbox.node} says of those that run there. */
  readonly name: string;
  /** Sandboxes at once; 0 unless it is ready. */
  readonly slots: number;
  /** `draining`: it finishes what it has and gets nothing more. `down`: what it had is lost. */
  readonly state: 'ready' | 'draining' | 'down';
  /** The chief's own, where sandboxes are that name no machine. */
  readonly isOwn: boolean;
}

export interface EngineDescription {
  /** `docker 20.10.24`, `podman 5.4`, `process (no isolation)`. */
  readonly name: string;
  readonly ociRuntime: string | null;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Why no job may run there, such as limits that would not hold; then all but `sweep` throws it. Null: jobs run. */
  readonly refusal: EngineRefusal | null;
  /** What the report of every job that runs there has to say, a sentence each. */
  readonly warnings: readonly string[];
}

export interface EngineRefusal {
  /** A sentence without addresses or paths of this machine: anybody may see it. */
  readonly message: string;
  readonly help: string;
}

export interface ImageRequest {
  /** What is to be installed, or null. */
  readonly libraries: WantedLibraries | null;
  /** Limit `layerBytes`. */
  readonly layerBytes: number;
  /** Told once what was installed, where something was, before anything waits. */
  readonly onInstalled?: (distributions: readonly Distribution[], layer: LibraryLayer) => void;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What is known of a job before it is there. */
export interface WarmSpec {
  readonly jobId: string;
  readonly image: string;
  /** All but `scratch` are there and empty. */
  readonly folders: JobLayout;
  readonly limits: Limits;
  /** How many workers are to wait. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/** A splitter, a merger and workers that wait for a job. */
export interface WarmContainers {
  /** Resolves when no job can take it any more: one of them died, or it was closed. Never rejects. */
  readonly gone: Promise<void>;
  /** Kills and removes those that no job has taken. Idempotent. */
  close(): Promise<void>;
}

export interface JobPlaceSpec {
  readonly jobId: string;
  /** Whose job it is, where several accounts share the engine: its starts are fair by account, then by job. */
  readonly account?: string;
  readonly jobName: string;
  readonly image: string;
  readonly folders: JobLayout;
  /** What is read-only inside under its name; null: an empty data folder. */
  readonly dataset: PlacedDataset | null;
  readonly limits: Limits;
}

export interface PlacedDataset {
  /** On the host. */
  readonly path: string;
  readonly name: string;
  /** Everybody may read all of it, so that no copy is needed for other users. */
  readonly isReadableByAll: boolean;
}

/** Folders of one job on this machine. All but `scratch` are there before the job is opened. */
export interface JobLayout {
  /** The package's files, read-only inside. */
  readonly package: string;
  /** Holds the results folder that the merger writes: {@link resultsFolder}. */
  readonly resources: string;
  /** Workers read the fragments, the merger the results; no sandbox can write a folder. */
  readonly segments: { readonly fragments: string; readonly results: string };
  /** Private, for sockets and the like; made and removed by the adapter. */
  readonly scratch: string;
}

/** What the merger of a job of that name has as its results folder. */
export function resultsFolder({ resources }: JobLayout, jobName: string): string {
  return join(resources, jobName, 'results');
}

export interface JobPlace {
  /**
   * Starts one sandbox and resolves when its harness has dialled back. The signal ends the attempt and removes what
   * it made. Throws FailureError `image-missing`, `crashed` (died before dialling back) or `engine-unavailable`, also
   * when the harness has not dialled back after a minute.
   */
  start(request: SandboxRequest): Promise<Sandbox>;
  /**
   * Begins to start a splitter, a merger and a worker with the job's memory, and once those are there, more workers up
   * to
   * `workers`; `start` then hands them out. Resolves when the first three are on their way, which is no promise that
   * they
   * arrive: `start` throws what goes wrong.
   */
  startAhead(workers: number): Promise<void>;
  /** Kills and removes every sandbox of the job and its scratch folder. Idempotent; never throws for what is gone. */
  close(): Promise<void>;
}

/** Where user code in one sandbox finds things. */
export interface SandboxPaths {
  readonly package: string;
  readonly dataset: string;
  readonly results: string;
  /** Null where the sandbox shares no files with the chief: all its payload then goes over the bridge. */
  readonly segments: SegmentPaths | null;
}

export interface SegmentPaths {
  /** Where a sandbox finds the segment that it may write, given its host path. */
  readonly own: (segment: string) => string;
  readonly fragments: string;
  readonly results: string;
}

export interface SandboxRequest {
  readonly role: Role;
  readonly memoryBytes: number;
  /**
   * Makes the one file that this sandbox may write as its segment, and resolves with its host path; called at most
   * once, and not for a sandbox that shares no files with the chief. Null: it is to have none.
   */
  readonly segment: (() => Promise<string>) | null;
  /**
   * What user code writes to descriptors 1 and 2, as it comes; at most `logBytes` and then one call with `cut` true.
   */
  readonly onLog: (chunk: Buffer, cut: boolean) => void;
  /** Told the end of "it waits for …", where that takes long and people can do something about it. */
  readonly onWait?: (forWhat: string) => void;
  readonly signal: AbortSignal;
}

export interface Sandbox {
  /** Container id or process id, for people. */
  readonly id: string;
  readonly role: Role;
  readonly paths: SandboxPaths;
  /** Name of the machine where it runs; null: the chief's own engine. */
  readonly node: string | null;
  /**
   * Resolves when the machine or its operator wants the sandbox gone: it is to finish what it has in hand, and gets
   * nothing more. User code cannot bring that about. Never rejects; with most sandboxes it never resolves either.
   */
  readonly leaving: Promise<void>;
  /** The bridge's byte stream. Ends when the sandbox does. */
  readonly stream: Duplex;
  /** One-time token that `hello` must carry. */
  readonly token: string;
  /** Resolves once, when the sandbox is dead, whatever killed it. Never rejects. */
  readonly exited: Promise<SandboxExit>;
  /**
   * Resolves when none of its processes is left, so that nothing of it writes any more; that can be seen before it is
   * known how it ended. To be asked for while it lives. Absent where it cannot be seen. Never rejects.
   */
  readonly quiet?: Promise<void>;
  /** What the kernel has refused so far; absent where it cannot be seen. Cheap: asked with every message. */
  refused?(): KernelRefusals;
  /**
   * Highest memory use so far, in bytes; of a dead one the last that was seen. Null where it cannot be seen. Cheap and
   * without the engine.
   */
  peakMemoryBytes(): number | null;
  /**
   * Asks the harness, by a signal, for the Python stack of user code. It comes as text on `stream`, whatever else is
   * there, as Python's faulthandler writes it; or not at all. Absent where nobody would answer.
   */
  askForStack?(): void;
  /**
   * Processor time used so far, in seconds; of a dead one the last that was seen. Null where it cannot be seen. Cheap
   * and without the engine. User code can only make it more.
   */
  cpuSeconds(): number | null;
  /**
   * What went over a network to and from it so far: package and bridge. Absent where it is on the chief's own engine.
   * Cheap.
   */
  carried?(): CarriedBytes;
  /**
   * Has it end by itself, which costs an engine less than to kill it, and removes it; kills it where it is not gone
   * within a moment. For who has nothing more to do: how it ended is not asked. Absent where killing is as good.
   */
  retire?(): Promise<void>;
  /**
   * Kills at once (SIGKILL) and removes, but leaves one that was retired its moment. Resolves when it is gone.
   * Idempotent.
   */
  destroy(): Promise<void>;
}

export interface CarriedBytes {
  /** To the sandbox. */
  readonly sent: number;
  readonly received: number;
}

export interface KernelRefusals {
  /** It killed a process for want of memory, maybe not the harness's own. */
  readonly memory: boolean;
  /** It refused a process or thread because there were as many as there may be. */
  readonly processes: boolean;
}

export interface SandboxExit {
  /** As the engine reports it: 137 for SIGKILL, 139 for SIGSEGV; null when it could not be learned. */
  readonly exitCode: number | null;
  /** The kernel's out-of-memory killer acted in this sandbox (maybe on a child only). */
  readonly oomKilled: boolean;
  /** True when `destroy` caused the exit. */
  readonly destroyed: boolean;
  /**
   * What was lost meanwhile, and may have ended the sandbox with it: the engine, or the machine where it ran, which a
   * sandbox that was leaving and got no time to finish counts as, too. User code may be the cause of either.
   */
  readonly lostWith?: 'engine' | 'node';
  /** Highest memory use, in bytes, where the engine tells. */
  readonly peakMemoryBytes: number | null;
}
