import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Role } from '../../src/bridge/messages.ts';
import { memoryPair } from '../../src/bridge/transports/memory-pair.ts';
import { FailureError, failure } from '../../src/model/failures.ts';
import type { Limits } from '../../src/model/limits.ts';
import { dialledBack } from '../../src/runtime/dialled-back.ts';
import { localCapacity } from '../../src/runtime/local-capacity.ts';
import { LogTap } from '../../src/runtime/log-tap.ts';
import {
  type Capacity,
  type EngineDescription,
  type ImageRequest,
  type JobPlace,
  type JobPlaceSpec,
  type KeptLayers,
  type KernelRefusals,
  type LayerWish,
  type LibraryLayer,
  type Runtime,
  resultsFolder,
  type Sandbox,
  type SandboxExit,
  type SandboxPaths,
  type SandboxRequest,
  type WarmContainers,
  type WarmSpec,
} from '../../src/runtime/runtime.ts';
import { StartedSandboxes } from '../../src/runtime/started-sandboxes.ts';
import { FakeDeath, type FakeEnd, runFakeHarness } from './fake-harness.ts';
import type { FakeInterference, FakeProgram } from './fake-script.ts';

export interface FakeRuntimeOptions {
  /** The package's code; a function when jobs differ. */
  readonly program?: FakeProgram | ((spec: JobPlaceSpec) => FakeProgram);
  /** Deaths, delays and lies, by place. */
  readonly interfere?: FakeInterference;
  /** What the kernel is said to have refused a sandbox. */
  readonly refused?: (sandbox: FakeSandboxRecord) => KernelRefusals;
  /** Highest memory use that a sandbox is said to have had so far. */
  readonly peakMemory?: (sandbox: FakeSandboxRecord) => number | null;
  /** Processor time that a sandbox is said to have used so far, in seconds. */
  readonly cpuSeconds?: (sandbox: FakeSandboxRecord) => number | null;
  /** Name of the machine where a sandbox runs; the chief's own unless it is given. */
  readonly node?: (sandbox: FakeSandboxRecord) => string | null;
  /** Called when a sandbox is to be killed; it lives on until this resolves. */
  readonly beforeKill?: (sandbox: FakeSandboxRecord) => Promise<void>;
  /** Called when a sandbox is dead; how it ended is told when this resolves. */
  readonly beforeExit?: (sandbox: FakeSandboxRecord) => Promise<void>;
  /** Lets warm containers wait for jobs; the function may refuse to, or take its time. */
  readonly warm?: (spec: WarmSpec) => Promise<void>;
  /** What `describe` says of limits: unless given, they hold. */
  readonly engine?: Partial<Pick<EngineDescription, 'refusal' | 'warnings'>>;
  /** The layer of what a package wants installed, by its first requirement. */
  readonly layers?: Readonly<Record<string, LibraryLayer>>;
  /** How long a start that hangs is waited for, of real time; for ever unless it is given. */
  readonly dialBackMs?: number;
}

/** What became of one sandbox, for tests to look at. */
export interface FakeSandboxRecord {
  readonly jobId: string;
  readonly jobName: string;
  readonly role: Role;
  readonly nth: number;
  readonly memoryBytes: number;
  alive: boolean;
  /** Its machine wants it gone. */
  leave: () => void;
}

const killedEnd: FakeEnd = { exitCode: 137, oomKilled: false, peakMemoryBytes: null };

/**
 * Sandboxes in this very process: a faithful harness in TypeScript over in-memory streams, and a script of faults.
 * No time passes in it that the test does not make pass.
 */
export class FakeRuntime implements Runtime {
  readonly kind = 'fake';
  /** Every sandbox that was ever asked for, in order. */
  readonly sandboxes: FakeSandboxRecord[] = [];
  /** All warm containers that were ever made to wait, in order. */
  readonly warmed: FakeWarmContainers[] = [];
  readonly #options: FakeRuntimeOptions;
  readonly #openJobs = new Set<FakeJob>();
  /** Layers that are installed, the longest unused first. */
  layers: readonly LibraryLayer[] = [];
  readonly #started: Record<Role, number> = { splitter: 0, worker: 0, merger: 0 };

  constructor(options: FakeRuntimeOptions = {}) {
    this.#options = options;
  }

  /** Sandboxes that are running now. */
  get alive(): number {
    return this.sandboxes.filter((sandbox) => sandbox.alive).length;
  }

  get openJobs(): number {
    return this.#openJobs.size;
  }

  async describe(): Promise<EngineDescription> {
    const { refusal = null, warnings = [] } = this.#options.engine ?? {};
    return { name: 'fake', ociRuntime: null, cpus: 2, memoryBytes: 2 ** 32, refusal, warnings };
  }

  async prepareImage(request?: ImageRequest): Promise<string> {
    const { refusal } = await this.describe();
    if (refusal !== null)
      throw new FailureError(
        failure('engine-unavailable', 'preparing', refusal.message, { help: refusal.help }),
      );
    const layer = this.#options.layers?.[request?.libraries?.requirements[0] ?? ''];
    if (layer === undefined) return 'fake-image';
    this.layers = [...this.layers.filter(({ digest }) => digest !== layer.digest), layer];
    request?.onInstalled?.([{ name: layer.digest, version: '1', sha256: '0'.repeat(64) }], layer);
    return `fake-image-${layer.digest}`;
  }

  async warmUp(spec: WarmSpec): Promise<FakeWarmContainers | null> {
    if (this.#options.warm === undefined) return null;
    await this.#options.warm(spec);
    const warm = new FakeWarmContainers(spec.jobId);
    this.warmed.push(warm);
    return warm;
  }

  async openJob(spec: JobPlaceSpec): Promise<JobPlace> {
    this.warmed.find(({ jobId }) => jobId === spec.jobId)?.take();
    await rm(spec.folders.scratch, { recursive: true, force: true });
    const noData = join(spec.folders.scratch, 'no-data');
    await mkdir(noData, { recursive: true });
    const { program = {} } = this.#options;
    const paths: SandboxPaths = {
      package: spec.folders.package,
      dataset: spec.dataset?.path ?? noData,
      results: resultsFolder(spec.folders, spec.jobName),
      segments: null,
    };
    const job = new FakeJob(
      spec,
      (request) => this.#start(spec, paths, typeof program === 'function' ? program(spec) : program, request),
      () => this.#openJobs.delete(job),
    );
    this.#openJobs.add(job);
    return job;
  }

  async sweep(): Promise<{ readonly containers: number }> {
    return { containers: 0 };
  }

  async freeLayers({ wantedBytes, mostBytes, isInUse }: LayerWish): Promise<KeptLayers> {
    let neededBytes = Math.max(
      wantedBytes,
      this.layers.reduce((sum, { bytes }) => sum + bytes, 0) - mostBytes,
    );
    let freedBytes = 0;
    this.layers = this.layers.filter(({ digest, bytes }) => {
      if (neededBytes <= 0 || isInUse(digest)) return true;
      neededBytes -= bytes;
      freedBytes += bytes;
      return false;
    });
    return { layers: this.layers, freedBytes };
  }

  async capacity(limits: Pick<Limits, 'cpus' | 'memory'>): Promise<Capacity> {
    return localCapacity(await this.describe(), limits);
  }

  onCapacity(): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    await Promise.all([...this.#openJobs].map((job) => job.close()));
  }

  async #start(
    spec: JobPlaceSpec,
    paths: SandboxPaths,
    program: FakeProgram,
    request: SandboxRequest,
  ): Promise<Sandbox> {
    const { role, memoryBytes, signal } = request;
    const { interfere = () => undefined } = this.#options;
    signal.throwIfAborted();
    this.#started[role] += 1;
    const nth = this.#started[role];
    const record: FakeSandboxRecord = {
      jobId: spec.jobId,
      jobName: spec.jobName,
      role,
      nth,
      memoryBytes,
      alive: true,
      leave: () => {},
    };
    this.sandboxes.push(record);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => {});
    try {
      const action = await Promise.race([interfere({ role, nth, step: 'start', fragment: null }), aborted]);
      if (action?.act === 'refuse') throw action.error;
      if (action?.act === 'hang') await this.#neverDialledBack(request, aborted);
      if (action?.act === 'die') {
        const message = `The ${role}'s sandbox ended before it was ready, with exit code ${action.exitCode ?? 137}.`;
        throw new FailureError(failure('crashed', 'preparing', message));
      }
      signal.throwIfAborted();
    } catch (error) {
      record.alive = false;
      throw error;
    }
    const { refused } = this.#options;
    const { logBytes } = spec.limits;
    const sandbox = new FakeSandbox(record, paths, program, interfere, request, logBytes, this.#options);
    return refused === undefined ? sandbox : Object.assign(sandbox, { refused: () => refused(record) });
  }

  async #neverDialledBack(request: SandboxRequest, aborted: Promise<never>): Promise<void> {
    const { dialBackMs: patienceMs } = this.#options;
    const log = new LogTap(0, () => {});
    if (patienceMs === undefined) await aborted;
    else await dialledBack({ kind: 'process', request, bridge: aborted, ended: aborted, log, patienceMs });
  }
}

/** Sandboxes that wait, without the sandboxes. */
export class FakeWarmContainers implements WarmContainers {
  state: 'waiting' | 'taken' | 'closed' = 'waiting';
  readonly gone: Promise<void>;
  #tellGone: () => void = () => {};

  constructor(readonly jobId: string) {
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  take(): void {
    if (this.state === 'waiting') this.state = 'taken';
  }

  /** As when one of its sandboxes dies. */
  async close(): Promise<void> {
    if (this.state === 'waiting') this.state = 'closed';
    this.#tellGone();
  }
}

class FakeJob implements JobPlace {
  readonly #spec: JobPlaceSpec;
  readonly #startOne: (request: SandboxRequest) => Promise<Sandbox>;
  readonly #onClosed: () => void;
  readonly #sandboxes = new StartedSandboxes();

  constructor(
    spec: JobPlaceSpec,
    startOne: (request: SandboxRequest) => Promise<Sandbox>,
    onClosed: () => void,
  ) {
    this.#spec = spec;
    this.#startOne = startOne;
    this.#onClosed = onClosed;
  }

  start(request: SandboxRequest): Promise<Sandbox> {
    return this.#sandboxes.start(request, this.#startOne);
  }

  async startAhead(): Promise<void> {}

  async close(): Promise<void> {
    await this.#sandboxes.close();
    await rm(this.#spec.folders.scratch, { recursive: true, force: true });
    this.#onClosed();
  }
}

class FakeSandbox implements Sandbox {
  readonly id: string;
  readonly role: Role;
  readonly token = randomBytes(8).toString('hex');
  readonly stream: Duplex;
  readonly exited: Promise<SandboxExit>;
  readonly quiet: Promise<void>;
  readonly node: string | null;
  readonly leaving: Promise<void>;
  readonly #record: FakeSandboxRecord;
  readonly #options: FakeRuntimeOptions;
  #kill: (death: FakeDeath) => void = () => {};
  #destroyed = false;

  constructor(
    record: FakeSandboxRecord,
    readonly paths: SandboxPaths,
    program: FakeProgram,
    interfere: FakeInterference,
    request: SandboxRequest,
    logBytes: number,
    options: FakeRuntimeOptions,
  ) {
    this.#options = options;
    this.id = `fake-${record.role}-${record.nth}`;
    this.role = record.role;
    this.node = options.node?.(record) ?? null;
    this.leaving = new Promise((resolve) => {
      record.leave = resolve;
    });
    this.#record = record;
    const [chiefEnd, harnessEnd] = memoryPair();
    chiefEnd.on('error', () => {});
    harnessEnd.on('error', () => {});
    this.stream = chiefEnd;
    const killed = new Promise<never>((_, reject) => {
      this.#kill = reject;
    });
    killed.catch(() => {});
    const log = new LogTap(logBytes, request.onLog);
    const { role, nth } = record;
    const ended = runFakeHarness({
      role,
      nth,
      token: this.token,
      stream: harnessEnd,
      program,
      interfere,
      log: (text) => log.write(Buffer.from(text)),
      killed,
    });
    this.quiet = ended.then(() => {});
    this.exited = ended.then(async (end) => {
      record.alive = false;
      await options.beforeExit?.(record);
      harnessEnd.destroy();
      const peakMemoryBytes = end.peakMemoryBytes ?? this.peakMemoryBytes();
      return { ...end, destroyed: this.#destroyed, peakMemoryBytes };
    });
  }

  peakMemoryBytes(): number | null {
    return this.#options.peakMemory?.(this.#record) ?? null;
  }

  cpuSeconds(): number | null {
    return this.#options.cpuSeconds?.(this.#record) ?? null;
  }

  async destroy(): Promise<void> {
    if (this.#record.alive && !this.#destroyed) {
      this.#destroyed = true;
      await this.#options.beforeKill?.(this.#record);
      this.#kill(new FakeDeath(killedEnd));
    }
    await this.exited;
    this.stream.destroy();
  }
}
