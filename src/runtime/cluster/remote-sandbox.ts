import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogTap } from '../log-tap.ts';
import type { CarriedBytes, KernelRefusals, Sandbox, SandboxExit, SandboxPaths } from '../runtime.ts';
import type { CarriedStreams, LossCause } from './carried-streams.ts';
import type { AttachedGate } from './dial-in.ts';
import type { ControlMessage } from './gate-frames.ts';

export interface RemoteSandboxParts {
  readonly gate: AttachedGate;
  readonly role: Sandbox['role'];
  readonly token: string;
  readonly paths: SandboxPaths;
  readonly memoryBytes: number;
  readonly log: LogTap;
  /** Whether the engine wants the task to be gone. */
  readonly isUnwanted: () => Promise<boolean>;
}

/** What the gate told of the kernel's counters, the last that came. */
interface Counts {
  peak: number | null;
  oom: number;
  pids: number;
  /** Microseconds. */
  cpu: number | null;
}

/** A gate answers at once; one that cannot is let go without. */
const dismissMs = 2000;

/** The harness behind a gate, as the port shows it. */
export class RemoteSandbox implements Sandbox {
  readonly id: string;
  readonly node: string;
  readonly role: Sandbox['role'];
  readonly token: string;
  readonly paths: SandboxPaths;
  readonly stream: Duplex;
  readonly exited: Promise<SandboxExit>;
  readonly leaving: Promise<void>;
  readonly #streams: CarriedStreams;
  readonly #counts: Counts = { peak: null, oom: 0, pids: 0, cpu: null };
  readonly #parts: RemoteSandboxParts;
  #exit: ((exit: SandboxExit) => void) | null = null;
  #leave: () => void = () => {};
  #destroyed = false;
  #gone: Promise<void> | null = null;

  constructor(parts: RemoteSandboxParts) {
    this.#parts = parts;
    const { gate, role, token, paths, log } = parts;
    this.id = gate.task;
    this.node = gate.node;
    this.role = role;
    this.token = token;
    this.paths = paths;
    this.stream = this.#streams = gate.streams;
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
    this.leaving = new Promise((resolve) => {
      this.#leave = resolve;
    });
    gate.listen({
      log: (piece) => log.write(piece),
      control: (message) => this.#hear(message),
      lost: (cause) => this.#lost(cause),
    });
  }

  refused(): KernelRefusals {
    return { memory: this.#counts.oom > 0, processes: this.#counts.pids > 0 };
  }

  peakMemoryBytes(): number | null {
    return this.#counts.peak;
  }

  cpuSeconds(): number | null {
    return this.#counts.cpu === null ? null : this.#counts.cpu / 1e6;
  }

  carried(): CarriedBytes {
    return this.#streams.carried;
  }

  askForStack(): void {
    this.#streams.say({ stack: true });
  }

  destroy(): Promise<void> {
    this.#gone ??= this.#destroy();
    return this.#gone;
  }

  async #destroy(): Promise<void> {
    if (this.#exit !== null) {
      this.#destroyed = true;
      this.#streams.say({ dismiss: true });
      const done = new AbortController();
      const patience = delay(dismissMs, undefined, { signal: done.signal }).catch(() => {});
      await Promise.race([this.exited, patience]);
      done.abort();
    }
    this.#end({ exitCode: null });
    this.#streams.destroy();
  }

  #hear(message: ControlMessage): void {
    const { peak, oom, pids, cpu, exit, leaving } = message;
    if (isCount(peak)) this.#counts.peak = peak;
    if (isCount(oom)) this.#counts.oom = oom;
    if (isCount(pids)) this.#counts.pids = pids;
    if (isCount(cpu)) this.#counts.cpu = cpu;
    // A signal, which user code can send to the gate as well.
    if (leaving === true)
      void this.#parts.isUnwanted().then(
        (isUnwanted) => isUnwanted && this.#leave(),
        () => {},
      );
    if (isCount(exit)) this.#end({ exitCode: exit });
  }

  /** Without a word on the harness's end, the machine or its container ended. */
  #lost(_cause: LossCause): void {
    this.#end({ exitCode: null, lostWith: 'node' });
  }

  #end(how: Pick<SandboxExit, 'exitCode' | 'lostWith'>): void {
    const exit = this.#exit;
    if (exit === null) return;
    this.#exit = null;
    const { peak, oom } = this.#counts;
    const oomKilled = oom > 0;
    exit({
      exitCode: how.exitCode,
      oomKilled,
      destroyed: this.#destroyed,
      ...(how.lostWith !== undefined && !this.#destroyed ? { lostWith: how.lostWith } : {}),
      // Who was killed for it has met its limit, whatever was told before.
      peakMemoryBytes: oomKilled ? Math.max(peak ?? 0, this.#parts.memoryBytes) : peak,
    });
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
