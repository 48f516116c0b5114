import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../bridge/messages.ts';
import type { SandboxRequest } from '../runtime.ts';
import { untilAborted } from '../until-aborted.ts';
import type { NamelessSandbox } from './docker-sandbox.ts';
import { type DockerPlaceContext, startDockerSandbox } from './start-docker-sandbox.ts';

/** A container that is being started, or whose harness waits to be told its work. */
interface Waiting {
  readonly role: Role;
  readonly sandbox: Promise<NamelessSandbox>;
  /** Where the file is that it has as its segment; the merger has none. */
  readonly segment: string | null;
  /** Takes the log from when somebody has asked for the container. */
  onLog: SandboxRequest['onLog'];
}

/** Containers that are started before they are asked for. Each is handed out once, or ended by `close`. */
export class ContainersAhead {
  /** Resolves when the rest of each start is the engine's work, or when it has failed. */
  readonly underway: Promise<void>;
  readonly #context: DockerPlaceContext;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<Waiting>();

  #made = 0;

  /**
   * One container for each of these roles, with the job's memory; those of `later` once the engine starts the others.
   */
  constructor(context: DockerPlaceContext, roles: readonly Role[], later: readonly Role[] = []) {
    this.#context = context;
    this.underway = Promise.all(roles.map((role) => this.#begin(role))).then(() => {});
    for (const role of later) void this.#begin(role, this.underway);
  }

  /** Those that wait now. Rejects with the first that failed. */
  started(): Promise<readonly NamelessSandbox[]> {
    return Promise.all([...this.#waiting].map(({ sandbox }) => sandbox));
  }

  /** A container as it is asked for, now the caller's; null when there is none. Throws what its start threw. */
  async handOver(request: SandboxRequest): Promise<NamelessSandbox | null> {
    const { role, memoryBytes, signal, segment, onLog } = request;
    const waiting = [...this.#waiting].find((one) => one.role === role);
    if (waiting === undefined || memoryBytes !== this.#context.spec.limits.memory) return null;
    this.#waiting.delete(waiting);
    waiting.onLog = onLog;
    const done = new AbortController();
    try {
      const sandbox = await Promise.race([waiting.sandbox, untilAborted(signal, done.signal)]);
      // The container has the file, whatever its name.
      const isWanted = segment !== null && this.#context.segments !== null;
      if (waiting.segment !== null && isWanted) await rename(waiting.segment, await segment());
      return sandbox;
    } catch (error) {
      await destroyed(waiting);
      throw error;
    } finally {
      done.abort();
    }
  }

  /** Ends those that nobody has asked for. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the containers are not wanted'));
    const left = [...this.#waiting];
    this.#waiting.clear();
    await Promise.all(left.map(destroyed));
  }

  /** Resolves when the rest is the engine's work, which is asked for as soon as `after` has resolved. */
  #begin(role: Role, after: Promise<unknown> | null = null): Promise<void> {
    return new Promise((resolve) => {
      const { folders } = this.#context.spec;
      this.#made += 1;
      const segment = role === 'merger' ? null : join(folders.scratch, `segment-${this.#made}`);
      const log: { onLog: SandboxRequest['onLog'] } = { onLog: () => {} };
      const start = () => this.#start(role, segment, (chunk, cut) => log.onLog(chunk, cut), resolve);
      const sandbox = after === null ? start() : after.then(start);
      this.#waiting.add(Object.assign(log, { role, sandbox, segment }));
      sandbox.catch(() => resolve());
    });
  }

  async #start(
    role: Role,
    segment: string | null,
    onLog: SandboxRequest['onLog'],
    onAsked: () => void,
  ): Promise<NamelessSandbox> {
    const memoryBytes = this.#context.spec.limits.memory;
    this.#closing.signal.throwIfAborted();
    if (segment !== null) await (await open(segment, 'wx', 0o600)).close();
    const own = segment === null ? null : async () => segment;
    const request = { role, memoryBytes, segment: own, signal: this.#closing.signal, onLog };
    return startDockerSandbox(this.#context, request, onAsked);
  }
}

/** What is started next would have its segments under the same names. */
async function destroyed({ sandbox, segment }: Waiting): Promise<void> {
  await sandbox.then(
    (started) => started.destroy(),
    () => {},
  );
  if (segment !== null) await rm(segment, { force: true });
}
