import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { KernelRefusals, Sandbox, SandboxExit, SandboxRequest } from '../runtime.ts';
import type { ControlGroup } from './control-group.ts';
import type { ContainerState, EngineClient } from './engine/engine-client.ts';
import type { EngineDialect } from './engine/engine-facts.ts';
import { streamClosed } from './engine/stream-closed.ts';
import type { Leftovers } from './leftovers.ts';

/** A container whose harness has dialled back. */
export interface StartedContainer {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly bridge: Duplex;
  readonly attached: Duplex;
  readonly exitCode: Promise<number | null>;
  readonly group: ControlGroup;
  readonly dialect: EngineDialect;
  /** The bridge is a socket of its own, whose end the harness sees at once. */
  readonly hasSocket: boolean;
}

const sigkilled = 137;
const lateLooks = 5;
const lateLookMs = 100;
const sigtermed = 143;
/** Docker gives its containers 15 s to end when it is stopped (dockerd's `--shutdown-timeout`), then kills them. */
const stoppingMs = 20_000;
const stoppingLookMs = 50;
/** A killed process is gone in milliseconds unless the kernel holds it, for instance in a hanging disk. */
const killMs = 15_000;
/** An idle harness whose bridge is closed is gone in a few milliseconds. */
const retireMs = 500;
/** How often it is asked whether the last process is gone, and for how long: then only its exit tells. */
const quietLookMs = 2;
const quietMs = 1000;

/** A sandbox before it is known what its job is called, and so where its user code finds things. */
export type NamelessSandbox = Omit<Sandbox, 'paths'>;

/** A running container as the port shows it; watches over its end and removes it then. */
export class DockerSandbox implements NamelessSandbox {
  readonly id: string;
  readonly role: Sandbox['role'];
  readonly stream: Duplex;
  readonly token: string;
  readonly exited: Promise<SandboxExit>;
  readonly node = null;
  readonly leaving = new Promise<void>(() => {});
  readonly #engine: EngineClient;
  readonly #leftovers: Leftovers;
  readonly #container: StartedContainer;
  readonly #memoryBytes: number;
  readonly #removed: Promise<void>;
  readonly #group: ControlGroup;
  #ended = false;
  #destroyed = false;
  #retired = false;
  #engineLost = false;
  #gone: Promise<void> | null = null;
  #quiet: Promise<void> | null = null;

  constructor(
    engine: EngineClient,
    leftovers: Leftovers,
    request: SandboxRequest,
    container: StartedContainer,
  ) {
    this.id = container.id;
    this.role = request.role;
    this.stream = container.bridge;
    this.token = container.token;
    this.#engine = engine;
    this.#leftovers = leftovers;
    this.#container = container;
    this.#memoryBytes = request.memoryBytes;
    this.#group = container.group;
    // It is gone soon after the last process is.
    this.stream.once('end', () => this.#look());
    this.stream.once('close', () => this.#look());
    this.exited = this.#end();
    this.#removed = this.exited.then(() => this.#remove());
  }

  get quiet(): Promise<void> {
    this.#quiet ??= this.#whenQuiet();
    return this.#quiet;
  }

  refused(): KernelRefusals {
    const { memoryKills, processesRefused } = this.#group.read();
    return { memory: (memoryKills ?? 0) > 0, processes: (processesRefused ?? 0) > 0 };
  }

  peakMemoryBytes(): number | null {
    return this.#group.read().peakMemoryBytes;
  }

  cpuSeconds(): number | null {
    return this.#group.cpuSeconds();
  }

  askForStack(): void {
    // Its init hands the signal on to the harness.
    if (!this.#ended) void this.#engine.signal(this.#container.name, 'SIGUSR1').catch(() => {});
  }

  retire(): Promise<void> {
    if (!this.#container.hasSocket) return this.destroy();
    this.#gone ??= this.#endByItself();
    return this.#gone;
  }

  destroy(): Promise<void> {
    this.#gone ??= this.#kill();
    return this.#gone;
  }

  async #endByItself(): Promise<void> {
    this.#look();
    this.#retired = true;
    this.stream.destroy();
    const done = new AbortController();
    const patience = delay(retireMs, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([this.exited, patience]);
    done.abort();
    await this.#kill();
  }

  async #kill(): Promise<void> {
    if (!this.#ended) {
      this.#look();
      this.#destroyed = true;
      await this.#engine.kill(this.#container.name).catch(() => {});
    }
    const done = new AbortController();
    const patience = delay(killMs, undefined, { signal: done.signal }).then(
      () => this.#remove(),
      () => {},
    );
    await Promise.race([this.#removed, patience]);
    done.abort();
    this.stream.destroy();
    this.#container.attached.destroy();
  }

  #look(): void {
    this.#group.read();
    this.#group.cpuSeconds();
  }

  /** Once nothing listens on its bridge the kernel is asked, until it has counted the last process out. */
  async #whenQuiet(): Promise<void> {
    const exited = this.exited.then(() => true);
    // Whose group is empty while it lives has its processes elsewhere, as in a virtual machine.
    const isCounted = (this.#group.tasks() ?? 0) > 0;
    await Promise.race([exited, once(this.stream, 'close').catch(() => {})]);
    for (let waitedMs = 0; !isCounted || this.#group.tasks() !== 0; waitedMs += quietLookMs) {
      if (!isCounted || waitedMs >= quietMs) await exited;
      if (await Promise.race([exited, delay(quietLookMs, false)])) return;
    }
  }

  async #end(): Promise<SandboxExit> {
    const { name, attached } = this.#container;
    let exitCode = await this.#container.exitCode;
    if (exitCode === null) this.#engineLost = true;
    const { peakMemoryBytes, memoryKills } = this.#group.read();
    this.#group.close();
    // How one ended that had nothing more to do, nobody asks.
    let state = this.#retired && exitCode !== null ? null : await this.#state();
    while (state?.running) {
      const again = await this.#engine.wait(name, 'not-running').catch(() => null);
      exitCode = (await again?.exitCode) ?? null;
      state = await this.#state();
    }
    this.#ended = true;
    await streamClosed(attached);
    if (exitCode === sigtermed && state !== null && (await this.#endedByEngine(state)))
      await this.#watchEngineGo();
    // The kernel's word on memory reaches the engine apart from the exit, and at times a little later; its own count
    // may be gone with the last process before it can be read.
    const unsure = (memoryKills ?? 0) === 0 && exitCode === sigkilled && !this.#destroyed;
    for (let look = 0; unsure && state?.oomKilled === false && look < lateLooks; look += 1) {
      await delay(lateLookMs);
      state = await this.#state();
    }
    const oomKilled = (memoryKills ?? 0) > 0 || (state?.oomKilled ?? false);
    // Who was killed for it has met its limit, whatever could be read before the group was gone.
    return {
      exitCode: exitCode ?? state?.exitCode ?? null,
      oomKilled,
      destroyed: this.#destroyed,
      ...(this.#engineLost ? { lostWith: 'engine' } : {}),
      peakMemoryBytes: oomKilled ? Math.max(peakMemoryBytes ?? 0, this.#memoryBytes) : peakMemoryBytes,
    };
  }

  /** Null also when the engine has stopped answering: then nothing more can be learned about the container. */
  #state() {
    return this.#engine.state(this.#container.name).catch(() => {
      this.#engineLost = true;
      return null;
    });
  }

  /** Also true where the engine does not say: then all there is to go by is whether it goes. */
  async #endedByEngine(state: ContainerState): Promise<boolean> {
    // Podman's containers are no children of its service, and outlive it.
    if (this.#container.dialect === 'podman') return false;
    return this.#engine.sentSigterm(this.#container.name, state).catch(() => true);
  }

  /** Butcher never asks a container to end; an engine that is being stopped does, and is gone once all have ended. */
  async #watchEngineGo(): Promise<void> {
    const until = performance.now() + stoppingMs;
    while (!this.#engineLost && performance.now() < until) {
      if (await this.#engine.answers()) await delay(stoppingLookMs);
      else this.#engineLost = true;
    }
  }

  #remove(): Promise<void> {
    return this.#leftovers.remove(this.#container.name);
  }
}
