import { randomBytes } from 'node:crypto';
import { firstBytes } from '../../bridge/transports/attached-stdio.ts';
import type { Clock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { inertLine } from '../../text/inert-text.ts';
import { dialledBack } from '../dialled-back.ts';
import { LogTap } from '../log-tap.ts';
import type { JobPlaceSpec, MissingImage, Sandbox, SandboxPaths, SandboxRequest } from '../runtime.ts';
import { sandboxEnvironment } from '../sandbox-environment.ts';
import { AskedTogether } from './asked-together.ts';
import { type ClusterEngine, type EnginePool, type EngineTask, keyFile } from './cluster-engine.ts';
import type { AttachedGate, DialIn } from './dial-in.ts';
import { ImageLook } from './image-look.ts';
import { LostTasks } from './lost-tasks.ts';
import type { PackageTar } from './package-tar.ts';
import { type EmptyPool, missingRoom, poolProblem } from './pool-problem.ts';
import { RemoteSandbox } from './remote-sandbox.ts';

/** What all pools of a chief share. */
export interface PoolContext {
  readonly engine: ClusterEngine;
  readonly dialIn: Pick<DialIn, 'add'>;
  readonly clock: Clock;
  /** Where gates dial, all at once. */
  readonly addresses: readonly string[];
  /** Rejects with why nobody can. */
  readonly opened: Promise<void>;
  /** As `ClusterEngine.machinesWithout`, of the image of this job. */
  readonly machinesWithout: () => Promise<MissingImage>;
  readonly harnessCommand: readonly string[];
  /** How long a harness may take to open its bridge, once its gate was told. */
  readonly dialBackMs: number;
  readonly pace: PoolPace;
}

export interface PoolPace {
  /** The engine is looked at so often. */
  readonly lookMs: number;
  /** Spares that nobody asked for in so long are let go. */
  readonly idleMs: number;
}

export const usualPace: PoolPace = { lookMs: 2000, idleMs: 10_000 };

export interface WorkerPoolSpec {
  readonly job: JobPlaceSpec;
  /** The image's name for all machines. */
  readonly image: string;
  readonly memoryBytes: number;
  readonly paths: SandboxPaths;
  readonly package: Promise<PackageTar>;
}

interface WaitingStart {
  readonly sinceMs: number;
  readonly onWait: (forWhat: string) => void;
  readonly resolve: (gate: AttachedGate) => void;
  readonly reject: (error: Error) => void;
}

interface Spare {
  readonly gate: AttachedGate;
  readonly sinceMs: number;
}

/** A gate was there and has its order, so small packets get through. */
const silentHelp =
  'Its machine may be overloaded, or packets of full size may not get through to it: see cluster.mtu in the settings.';
/** So many workers in a row are not lost with machines that happen to go. */
const mostEarlyLosses = 5;
/** Room may come in a moment, when others end. */
const roomNoticeMs = 10_000;
/** Gates without a word from the chief for so long end what they have. */
const silenceSeconds = 60;
/** Gates look for a chief for so long. */
const seekSeconds = 300;
/** An operator's wish may wait for a fragment, but not longer. */
const mostGraceSeconds = 300;

/**
 * Workers of one job on other machines, all with the same memory. Matches whoever asks for a worker with gates that
 * have dialled in, and has the engine run as many as that takes. Those that come early wait as spares.
 */
export class WorkerPool {
  readonly #context: PoolContext;
  readonly #spec: WorkerPoolSpec;
  readonly #waiting: WaitingStart[] = [];
  readonly #spares: Spare[] = [];
  readonly #members = new Set<RemoteSandbox>();
  readonly #lost = new LostTasks();
  readonly #tasks: AskedTogether<readonly EngineTask[]>;
  readonly #imageLook: ImageLook;
  readonly #pool: EnginePool;
  readonly #remove: () => void;
  #ahead = 0;
  #asked = 0;
  /** Tasks may have ended for good since the engine was asked for so many. */
  #isStale = false;
  #scaling: Promise<void> | null = null;
  #lastError: Error | null = null;
  #toldShortage = false;
  #cancelLook = () => {};
  #hopeless: Error | null = null;
  #closed: Promise<void> | null = null;

  private constructor(context: PoolContext, spec: WorkerPoolSpec, pool: EnginePool, remove: () => void) {
    this.#context = context;
    this.#spec = spec;
    this.#pool = pool;
    this.#remove = remove;
    this.#tasks = new AskedTogether(() => pool.tasks());
    this.#imageLook = new ImageLook(context.machinesWithout, {
      lacking: (missing) => this.#avoid(missing),
      nowhere: (error) => this.#giveUp(error),
    });
  }

  /** Throws FailureError `engine-unavailable`. */
  static async open(context: PoolContext, spec: WorkerPoolSpec): Promise<WorkerPool> {
    const { engine, dialIn, addresses } = context;
    const { job, image, memoryBytes } = spec;
    const id = `${job.jobId.slice(0, 16)}-${randomBytes(4).toString('hex')}`;
    const key = randomBytes(32);
    const pool = await engine.createPool({
      id,
      jobId: job.jobId,
      image,
      memoryBytes,
      limits: job.limits,
      key: key.toString('hex'),
      graceSeconds: Math.min(job.limits.fragmentSeconds, mostGraceSeconds),
      env: {
        BUTCHER_CHIEF: addresses.join(','),
        BUTCHER_POOL: id,
        BUTCHER_KEY_FILE: keyFile,
        BUTCHER_SILENCE_SECONDS: String(silenceSeconds),
        BUTCHER_SEEK_SECONDS: String(seekSeconds),
      },
    });
    const self: WorkerPool = new WorkerPool(
      context,
      spec,
      pool,
      dialIn.add(id, {
        key,
        belongs: async (task) => (await self.#task(task))?.isWanted ?? false,
        attached: (gate) => self.#attached(gate),
      }),
    );
    context.opened.catch((error: Error) => self.#giveUp(error));
    self.#look();
    return self;
  }

  /** Has so many tasks run before anybody asks for them. */
  startAhead(workers: number): void {
    this.#ahead = Math.max(this.#ahead, workers);
    this.#rescale();
  }

  /** As `JobPlace.start`. Waits as long as others of the pool run, or may yet, and for some that are lost at once. */
  async start(request: SandboxRequest): Promise<Sandbox> {
    for (let lost = 1; ; lost += 1) {
      const gate = await this.#gate(request);
      const sandbox = await this.#begin(gate, request);
      if (sandbox !== null) return sandbox;
      if (lost === mostEarlyLosses) throw lostEarly(gate.node, lost);
    }
  }

  /** Ends and removes all of it. Never rejects. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#cancelLook();
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the job was closed'));
    for (const { gate } of this.#spares.splice(0)) dismiss(gate);
    await Promise.all([...this.#members].map((sandbox) => sandbox.destroy()));
    this.#remove();
    await this.#scaling;
    await this.#pool.remove().catch(() => {});
  }

  #gate({ signal, onWait = () => {} }: SandboxRequest): Promise<AttachedGate> {
    signal.throwIfAborted();
    if (this.#closed !== null) throw new Error('the job was closed');
    if (this.#hopeless !== null) throw this.#hopeless;
    this.#ahead = Math.max(0, this.#ahead - 1);
    const spare = this.#spares.shift();
    if (spare !== undefined) return Promise.resolve(spare.gate);
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        const at = this.#waiting.indexOf(waiting);
        if (at !== -1) this.#waiting.splice(at, 1);
        reject(signal.reason);
      };
      const waiting: WaitingStart = {
        sinceMs: this.#context.clock.now(),
        onWait,
        resolve: (gate) => {
          signal.removeEventListener('abort', giveUp);
          resolve(gate);
        },
        reject: (error) => {
          signal.removeEventListener('abort', giveUp);
          reject(error);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#rescale();
    });
  }

  /** Null: its machine was lost before the harness answered. */
  async #begin(gate: AttachedGate, request: SandboxRequest): Promise<RemoteSandbox | null> {
    const { dialBackMs, harnessCommand } = this.#context;
    const { paths, memoryBytes, job } = this.#spec;
    const { role } = request;
    const token = randomBytes(16).toString('hex');
    const log = new LogTap(job.limits.logBytes, request.onLog);
    const isUnwanted = async () => (await this.#task(gate.task))?.isWanted !== true;
    const sandbox = new RemoteSandbox({ gate, role, token, paths, memoryBytes, log, isUnwanted });
    this.#members.add(sandbox);
    const lost = sandbox.exited.then((exit) => {
      this.#members.delete(sandbox);
      if (exit.lostWith === 'node') this.#lost.giveUp(gate.task, gate.node);
      this.#isStale = true;
      this.#rescale();
      return exit.lostWith === 'node';
    });
    try {
      const { bytes, sha256 } = await this.#spec.package;
      const env = sandboxEnvironment({ role, bridge: 'stdio', token, cpus: job.limits.cpus });
      const folder = paths.package;
      gate.streams.say({ command: harnessCommand, env, folder, bytes: bytes.length, sha256 });
      gate.streams.sendRaw(bytes);
      const bridge = await dialledBack({
        kind: 'container',
        request,
        bridge: Promise.race([
          firstBytes(gate.streams).then(() => gate.streams),
          lost.then((isLost) => (isLost ? null : new Promise<never>(() => {}))),
        ]),
        ended: sandbox.exited.then(({ exitCode, lostWith }) =>
          lostWith === 'node' ? new Promise<never>(() => {}) : exitCode,
        ),
        log,
        patienceMs: dialBackMs,
        silentHelp,
      });
      if (bridge !== null) return sandbox;
    } catch (error) {
      await sandbox.destroy();
      throw error;
    }
    await sandbox.destroy();
    return null;
  }

  #attached(gate: AttachedGate): void {
    this.#lost.hear(gate.task);
    if (this.#closed !== null) {
      dismiss(gate);
      return;
    }
    const spare = { gate, sinceMs: this.#context.clock.now() };
    const forget = () => {
      const at = this.#spares.indexOf(spare);
      if (at !== -1) this.#spares.splice(at, 1);
      return at !== -1;
    };
    gate.listen({
      log: () => {},
      control: ({ leaving }) => leaving === true && forget(),
      lost: () => forget() && this.#lost.giveUp(gate.task, gate.node),
    });
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#spares.push(spare);
    else waiting.resolve(gate);
  }

  async #task(id: string): Promise<EngineTask | undefined> {
    return (await this.#tasks.ask()).find((task) => task.id === id);
  }

  get #needed(): number {
    const known = this.#members.size + this.#waiting.length + this.#ahead;
    if (this.#waiting.length === 0) return known;
    return known + this.#lost.replacements(known, () => this.#machines());
  }

  /** Those on which somebody is heard. */
  #machines(): ReadonlySet<string> {
    const members = [...this.#members].map(({ node }) => node);
    return new Set([...members, ...this.#spares.map(({ gate }) => gate.node)]);
  }

  /** Asks for more where that is needed; less is asked for when the engine is looked at. */
  #rescale(): void {
    const needed = this.#needed;
    const isMore = needed > this.#asked || (this.#isStale && this.#waiting.length > 0);
    if (!isMore || this.#scaling !== null || this.#closed !== null) return;
    // For fewer than there are, the engine would end one that works.
    this.#scaleTo(
      needed >= this.#asked ? needed : this.#wanted().then((tasks) => Math.max(needed, tasks.length)),
    );
  }

  #avoid({ machines, help }: MissingImage): void {
    const names = machines.map(({ name }) => inertLine(name)).join(', ');
    this.#pool.avoid(machines.map(({ id }) => id));
    this.#waiting[0]?.onWait(`a machine with the sandbox image, which is missing on ${names}. ${help}`);
    this.#isStale = true;
    this.#rescale();
  }

  #giveUp(why: Error): void {
    if (this.#members.size > 0 || this.#spares.length > 0) return;
    this.#hopeless = why;
    for (const { reject } of this.#waiting.splice(0)) reject(why);
  }

  #scaleTo(tasks: number | Promise<number>): void {
    this.#isStale = false;
    this.#scaling = this.#scale(tasks)
      .then(
        () => {
          this.#lastError = null;
        },
        (error: Error) => {
          this.#lastError = error;
          this.#isStale = true;
        },
      )
      .finally(() => {
        this.#scaling = null;
        if (this.#lastError === null) this.#rescale();
      });
  }

  async #scale(tasks: number | Promise<number>): Promise<void> {
    const asked = typeof tasks === 'number' ? tasks : await tasks;
    this.#asked = asked;
    await this.#pool.scale(asked);
  }

  /** All that the engine wants to run. */
  async #wanted(): Promise<readonly EngineTask[]> {
    return (await this.#tasks.ask()).filter(isRunning);
  }

  #look(): void {
    const { clock, pace } = this.#context;
    this.#cancelLook = clock.after(pace.lookMs, () => {
      void this.#settle().finally(() => {
        if (this.#closed === null) this.#look();
      });
    });
  }

  /** Brings what the engine runs and what is needed together again. */
  async #settle(): Promise<void> {
    let tasks: readonly EngineTask[];
    try {
      tasks = await this.#tasks.ask();
    } catch (error) {
      this.#lastError = error as Error;
      this.#endHopeless([]);
      return;
    }
    if (this.#closed !== null) return;
    const running = tasks.filter(isRunning);
    this.#lost.see(running, this.#context.clock.now());
    this.#letSparesGo();
    const needed = this.#needed;
    const isShort = this.#waiting.length > 0 && running.length < needed;
    // Fewer only once nobody who works would have to go for it.
    const isOver = needed < this.#asked && running.length <= needed;
    if ((isShort || isOver) && this.#scaling === null) this.#scaleTo(needed);
    this.#imageLook.see(tasks);
    this.#tellShortage(tasks);
    this.#endHopeless(tasks);
  }

  #letSparesGo(): void {
    const { clock, pace } = this.#context;
    const idleSince = clock.now() - pace.idleMs;
    while (this.#spares.length > this.#ahead && this.#spares[0]!.sinceMs <= idleSince)
      dismiss(this.#spares.shift()!.gate);
  }

  /** Says that there is no room, once for as long as that lasts. */
  #tellShortage(tasks: readonly EngineTask[]): void {
    const [first] = this.#waiting;
    const isShort = tasks.some(({ state, problem }) => state === 'waiting' && problem?.kind === 'room');
    if (first === undefined || !isShort) this.#toldShortage = false;
    else if (!this.#toldShortage && this.#context.clock.now() - first.sinceMs >= roomNoticeMs) {
      this.#toldShortage = true;
      first.onWait(missingRoom(this.#needs));
    }
  }

  get #needs(): EmptyPool['needs'] {
    return { memoryBytes: this.#spec.memoryBytes, cpus: this.#spec.job.limits.cpus };
  }

  /** Tells those who wait that nobody will come; where others of the pool work, somebody may yet. */
  #endHopeless(tasks: readonly EngineTask[]): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#members.size > 0) return;
    const waitedMs = this.#context.clock.now() - first.sinceMs;
    const failure = poolProblem({ tasks, waitedMs, needs: this.#needs, error: this.#lastError });
    if (failure === null) return;
    for (const { reject } of this.#waiting.splice(0)) reject(new FailureError(failure));
  }
}

/** It does, or will. */
function isRunning({ isWanted, state }: EngineTask): boolean {
  return isWanted && state !== 'ended';
}

function lostEarly(node: string, lost: number): FailureError {
  const message = `Workers on other machines come and are lost before they begin, ${lost} in a row, the last on ${inertLine(node)}.`;
  return new FailureError(failure('engine-unavailable', 'preparing', message, { help: silentHelp }));
}

function dismiss({ streams }: AttachedGate): void {
  streams.say({ dismiss: true });
  streams.end();
}
