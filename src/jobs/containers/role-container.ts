import type { Batch } from '../../bridge/batch.ts';
import type { FailedMessage, LoadMessage, Role } from '../../bridge/messages.ts';
import type { SegmentLedger } from '../../bridge/segment-ledger.ts';
import { Session, type SessionEnd, type SessionHandlers } from '../../bridge/session.ts';
import type { Clock } from '../../model/clock.ts';
import type { Failure } from '../../model/failures.ts';
import type { Limits } from '../../model/limits.ts';
import { LogTap } from '../../runtime/log-tap.ts';
import type { JobPlace, Sandbox, SandboxExit, SandboxPaths, SandboxRequest } from '../../runtime/runtime.ts';
import { BatchSender, type BatchSenderParts } from './batch-sender.ts';
import { type LogLine, LogLines } from './log-lines.ts';
import { StackAnswer, type StackPlace } from './python-stack.ts';
import { leastLoadingSeconds, loadingOverruns, type Overrun, timeLimits } from './verdict.ts';

/** A container whose bridge is closed has this long to exit by itself, so that its exit code can be learned. */
const exitGraceMs = 2000;
/** Who has used up its time has so long to tell where it stands: the engine's answer is most of it. */
const stackMs = 500;
/** What was printed of a fragment that failed comes another way than the failure, and at most so much later. */
const lastWordsMs = 1000;

/** How a container ended. */
export interface Death {
  readonly end: SessionEnd;
  readonly exit: SandboxExit;
  /** Where it ran, as {@link Sandbox.node}. */
  readonly node: string | null;
  /** The limit on processes was met at some time. */
  readonly processesRefused: boolean;
  readonly overrun: Overrun | null;
  /** What the chief saw go too far, in the limit's own unit; null where the limit says it all. */
  readonly observed: number | null;
  readonly failed: FailedMessage | null;
  /** Where user code stood at the end of its time, if it told. */
  readonly stack: StackPlace | null;
  readonly wasReady: boolean;
  readonly lastWords: string;
}

/** What a container works with. */
export interface Equipment {
  /** What it is told first. */
  readonly load: LoadMessage;
  /** The books of the segment that it writes; null: none. */
  readonly ledger: SegmentLedger | null;
  /** As in {@link BatchSenderParts}. */
  readonly read: BatchSenderParts['read'];
}

export interface RoleContainerOptions {
  readonly role: Role;
  readonly memoryBytes: number;
  readonly place: JobPlace;
  /** As {@link SandboxRequest.segment}. */
  readonly segment: SandboxRequest['segment'];
  /** Called once it is known where things are in its sandbox. */
  readonly equip: (paths: SandboxPaths) => Equipment;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly handlers: Omit<SessionHandlers, 'ended'>;
  /** What it is to work on cannot be sent to it. */
  readonly onUnsent: (cause: Failure) => void;
  /** Lines of its log, as {@link LogLines} hands them on. */
  readonly onLogLines: (lines: Iterable<LogLine>) => void;
  /** As {@link SandboxRequest.onWait}. */
  readonly onWait?: (forWhat: string) => void;
}

/** One container at work for a job: its sandbox, its session and the story of its end. */
export class RoleContainer {
  /** Resolves when the container is gone, exactly once, whatever ended it. Never rejects. */
  readonly died: Promise<Death>;
  readonly session: Session;
  /** For how long it may keep the results of what it is given from now on; null: as long as harnesses do. */
  gatherMs: number | null = null;
  /** Books of the segment that it writes; null: it writes none. */
  readonly ledger: SegmentLedger | null;
  #overrun: Overrun | null = null;
  #observed: number | null = null;
  #failed: FailedMessage | null = null;
  #isReady = false;
  /** It was stopped or let go, or its bridge is closed: it is neither heard nor given anything. */
  #fenced = false;
  #toldProcesses = false;
  #stack: StackAnswer | null = null;

  /** Starts the container and sends `load`. Throws the FailureError of {@link JobPlace.start}. */
  static async start(options: RoleContainerOptions): Promise<RoleContainer> {
    const log = new LogLines(options.onLogLines);
    const tap = new LogTap(options.limits.logBytes, (chunk, cut) => {
      log.push(chunk);
      if (!cut) return;
      log.end();
      const text = `[log cut at ${options.limits.logBytes} bytes]`;
      options.onLogLines([{ text, fragment: null, ofStderr: false }]);
    });
    const sandbox = await options.place.start({
      role: options.role,
      memoryBytes: options.memoryBytes,
      segment: options.segment,
      signal: options.signal,
      onLog: (chunk, cut) => (cut ? tap.cutOff() : tap.write(chunk)),
      ...(options.onWait === undefined ? {} : { onWait: options.onWait }),
    });
    return new RoleContainer(options, sandbox, log, tap);
  }

  readonly #options: RoleContainerOptions;
  readonly #sandbox: Sandbox;
  readonly #log: LogLines;
  readonly #sender: BatchSender;

  private constructor(
    options: RoleContainerOptions,
    sandbox: Sandbox,
    log: LogLines,
    /** Everything that it writes and says for the log, together. */
    tap: LogTap,
  ) {
    this.#options = options;
    this.#sandbox = sandbox;
    this.#log = log;
    const { load, ledger, read } = options.equip(sandbox.paths);
    this.ledger = ledger;

    const { handlers } = options;
    const stopLoading = this.#boundLoading();
    let ended: (end: SessionEnd) => void = () => {};
    this.died = new Promise<SessionEnd>((resolve) => {
      ended = resolve;
    }).then((end) => this.#bury(end, stopLoading));
    this.session = new Session(
      {
        role: options.role,
        stream: sandbox.stream,
        token: sandbox.token,
        limits: options.limits,
        segment: ledger,
        handlers: {
          ...handlers,
          ready: this.#unlessFenced(() => {
            this.#isReady = true;
            handlers.ready?.();
          }),
          fragments: this.#unlessFenced(handlers.fragments),
          exhausted: this.#unlessFenced(handlers.exhausted),
          results: this.#unlessFenced(handlers.results),
          merged: this.#unlessFenced(handlers.merged),
          finished: this.#unlessFenced(handlers.finished),
          failed: this.#unlessFenced((message) => {
            if (message.stage !== 'process') this.#failed = message;
            handlers.failed?.(message);
          }),
          log: (text) => tap.write(Buffer.from(`${text}\n`)),
          ended,
        },
      },
      load,
    );
    const isMerger = options.role === 'merger';
    this.#sender = new BatchSender({
      content: isMerger ? 'results' : 'fragments',
      send: (batch) => (isMerger ? this.session.merge(batch) : this.session.process(batch, this.gatherMs)),
      read,
      fail: options.onUnsent,
      signal: options.signal,
    });
  }

  /** Has it work on a batch: fragments as a worker, results as the merger. Batches arrive in the order of the calls. */
  give(batch: Batch): void {
    this.#sender.send(batch);
  }

  get memoryBytes(): number {
    return this.#options.memoryBytes;
  }

  /** Where it runs, as {@link Sandbox.node}. */
  get node(): string | null {
    return this.#sandbox.node;
  }

  /** As {@link Sandbox.leaving}. */
  get leaving(): Promise<void> {
    return this.#sandbox.leaving;
  }

  /** Highest memory use so far, in bytes, as {@link Sandbox.peakMemoryBytes} tells it. */
  get peakMemoryBytes(): number | null {
    return this.#sandbox.peakMemoryBytes();
  }

  /** As {@link Sandbox.quiet}. */
  get quiet(): Promise<void> | null {
    return this.#sandbox.quiet ?? null;
  }

  /** Processor time used so far, in seconds, as {@link Sandbox.cpuSeconds} tells it. */
  get cpuSeconds(): number | null {
    return this.#sandbox.cpuSeconds();
  }

  /** The last lines until the end of what it printed of a fragment, which it has told to have failed. */
  async wordsOf(fragment: number): Promise<string> {
    let cancel = () => {};
    const late = new Promise<string>((resolve) => {
      cancel = this.#options.clock.after(lastWordsMs, () => resolve(this.#log.lastWords));
    });
    return Promise.race([this.#log.wordsOf(fragment), late]).finally(() => {
      cancel();
      this.#log.forget(fragment);
    });
  }

  /** It has loaded and can be given work; never again once it was stopped, released or cut off. */
  get ready(): boolean {
    return this.#isReady && !this.#fenced;
  }

  /**
   * Kills the container for the chief's own reason, the first of which becomes the verdict; `observed` is what went
   * too far. Who has used up its time is asked first where it stands. All that takes its time: from now on nothing is
   * heard of its work, and only what it logs and tries is still noted.
   */
  stop(overrun: Overrun, observed: number | null = null): void {
    this.#fenced = true;
    if (this.#overrun !== null) return;
    this.#overrun = overrun;
    this.#observed = observed;
    if (overrun in timeLimits && this.#sandbox.askForStack !== undefined) this.#killOnceItTold();
    else void this.#sandbox.destroy();
  }

  #killOnceItTold(): void {
    const { clock } = this.#options;
    const answer = new StackAnswer(this.#sandbox.paths.package);
    this.#stack = answer;
    const kill = () => {
      cancel();
      void this.#sandbox.destroy();
    };
    const cancel = clock.after(stackMs, kill);
    void this.#sandbox.exited.then(cancel);
    this.session.hearOut((chunk) => {
      answer.add(chunk);
      if (answer.complete) kill();
    });
    this.#sandbox.askForStack?.();
  }

  /** Ends the container because nobody needs it any more; it is heard as little as one that was stopped. */
  async release(): Promise<void> {
    this.#fenced = true;
    await (this.#sandbox.retire?.() ?? this.#sandbox.destroy());
  }

  /**
   * Drops what a container says that was stopped. User code may live on when the kernel has killed one of its
   * processes for want of memory, but what it says afterwards is only consequence: the container is ended with that
   * as the cause. A process that the kernel refused is noted once.
   */
  #unlessFenced<Values extends unknown[]>(handler: ((...values: Values) => void) | undefined) {
    return (...values: Values): void => {
      if (this.#fenced) return;
      const refused = this.#sandbox.refused?.();
      if (refused?.processes === true && !this.#toldProcesses) {
        this.#toldProcesses = true;
        this.#options.handlers.violation?.('process', 'pids', 'the limit on processes and threads was met');
      }
      if (refused?.memory === true) this.stop('starved');
      else handler?.(...values);
    };
  }

  /** Importing the author's files is bounded like the work that comes after it, if less tightly. */
  #boundLoading(): () => void {
    const { clock, role, limits } = this.#options;
    const overrun = loadingOverruns[role];
    const seconds = Math.max(limits[timeLimits[overrun]], leastLoadingSeconds);
    return clock.after(seconds * 1000, () => {
      if (!this.#isReady) this.stop(overrun);
    });
  }

  async #bury(end: SessionEnd, stopLoading: () => void): Promise<Death> {
    stopLoading();
    this.#fenced = true;
    // While it still lives, if only to exit.
    this.#sandbox.peakMemoryBytes();
    this.#sandbox.cpuSeconds();
    const { clock, role, limits } = this.#options;
    // A merger's files are complete only when its interpreter has closed them, so its exit may take as long as merging.
    const closing = role === 'merger' && end.kind === 'bye';
    const graceMs = closing ? limits.mergeSeconds * 1000 : exitGraceMs;
    const cancel = clock.after(end.kind === 'fault' ? 0 : graceMs, () => {
      if (closing) this.#overrun ??= 'merge-timeout';
      void this.#sandbox.destroy();
    });
    const exit = await this.#sandbox.exited;
    const processesRefused = this.#sandbox.refused?.().processes ?? false;
    cancel();
    // What is left of it is removed while others go on.
    void this.#sandbox.destroy();
    this.#log.end();
    const overrun = this.#overrun;
    const observed = this.#observed;
    const failed = this.#failed;
    const isReady = this.#isReady;
    const log = this.#log;
    const { lastWords } = log;
    const stack = this.#stack?.place() ?? null;
    const story = { end, exit, node: this.#sandbox.node, processesRefused, overrun, observed };
    return { ...story, failed, stack, wasReady: isReady, lastWords };
  }
}
