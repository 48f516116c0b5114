import { Agent, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { createContainer } from './create-container.ts';
import type { EngineEndpoint } from './engine-endpoint.ts';
import { engineFailure } from './engine-failure.ts';

export type ContainerOptions = Dockerode.ContainerCreateOptions & {
  // The library's types do not know the field yet.
  readonly HostConfig: Dockerode.HostConfig & { readonly CgroupnsMode: 'private' };
};

/** What the engine says about a container, running or not. */
export interface ContainerState {
  readonly running: boolean;
  /** Of its first process, as the engine's machine knows it; 0 when it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** By the engine's clock. */
  readonly startedAt: string;
  /** By the engine's clock; of no meaning while it runs. */
  readonly finishedAt: string;
}

/** How long to wait for an engine, in milliseconds. */
export interface EnginePatience {
  /** For most answers. */
  readonly answerMs: number;
  /** For a container to be made or started. */
  readonly startMs: number;
  /** Before a call is repeated. */
  readonly pauseMs: number;
}

export interface ListedContainer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Creating and starting wait for the kernel, and for other containers that start at the same time. */
const defaultPatience: EnginePatience = { answerMs: 20_000, startMs: 60_000, pauseMs: 150 };
const repeats = 4;
/** As Node's own agent, but for the name of the server, for which it would see whether a host is an address. */
const overSocket = { keepAlive: true, scheduling: 'lifo', timeout: 5000, servername: '' } as const;
const notedWithinSeconds = 1;
const sigterm = '15';
const removalAttempts = 20;

/**
 * The calls of the engine's API that Butcher makes; containers are known by name or id. Every call ends: those that
 * get no answer in time, and every other error, throw the FailureError that engine-failure.ts makes of them. Calls
 * that may safely be repeated are, a little, when the connection breaks.
 */
export class EngineClient {
  /** The library itself, for building images, which has its own ways of waiting and failing. */
  readonly docker: Dockerode;
  /** The engine's address, for people. */
  readonly place: string;

  readonly #patience: EnginePatience;

  private constructor(docker: Dockerode, place: string, patience: EnginePatience) {
    this.docker = docker;
    this.place = place;
    this.#patience = patience;
  }

  /** Loads the client library: only those who need an engine pay for it. */
  static async open(endpoint: EngineEndpoint, patience = defaultPatience): Promise<EngineClient> {
    if (endpoint.kind === 'socket') {
      const { LocalDockerode } = await import('./local-dockerode.ts');
      const options = { socketPath: endpoint.path, agent: new Agent(overSocket) };
      return new EngineClient(new LocalDockerode(options), endpoint.path, patience);
    }
    const { loadDockerode } = await import('./load-dockerode.ts');
    const Docker = loadDockerode({ overSsh: endpoint.url.startsWith('ssh:') });
    return new EngineClient(new Docker(), endpoint.url, patience);
  }

  version(): Promise<Dockerode.DockerVersion> {
    return this.#repeatable('version', () => this.docker.version());
  }

  // biome-ignore lint/suspicious/noExplicitAny: the library gives the engine's description no type.
  info(): Promise<any> {
    return this.#repeatable('info', () => this.docker.info());
  }

  /** The control group controllers that Podman may use, which only its own API tells; null: it does not tell. */
  async podmanControllers(): Promise<readonly string[] | null> {
    try {
      const answer = await this.#call('info', this.#patience.answerMs, async () =>
        text((await this.#dial('GET', '/v4.0.0/libpod/info')) as IncomingMessage),
      );
      return (JSON.parse(answer) as PodmanInfo).host?.cgroupControllers ?? null;
    } catch {
      return null;
    }
  }

  /** Whether the engine answers at this moment; asked once. */
  async answers(): Promise<boolean> {
    try {
      await this.#call('ping', this.#patience.answerMs, () => this.docker.ping());
      return true;
    } catch {
      return false;
    }
  }

  /** Makes a container without starting it; returns its id. */
  async create(options: ContainerOptions): Promise<string> {
    const container = await this.#call('create', this.#patience.startMs, (abortSignal) =>
      createContainer(this.docker, options, abortSignal),
    );
    return container.id;
  }

  /** Joins the standard streams, multiplexed as the engine does it. From before `start`, so that nothing is missed. */
  attach(name: string, { stdin }: { stdin: boolean }): Promise<Duplex> {
    const query = { stream: true, stdin, stdout: true, stderr: true };
    return this.#call('attach', this.#patience.answerMs, async (signal) => {
      const stream = (await this.#dial('POST', `/containers/${name}/attach?`, {
        query,
        hijack: true,
      })) as Duplex;
      stream.on('error', () => {});
      // Nobody takes it any more when it comes too late.
      if (signal.aborted) stream.destroy();
      return stream;
    });
  }

  /**
   * Begins to wait for a container's end: `next-exit` before it is started, `not-running` when it may have ended
   * already. Resolves once the engine is waiting; the promise inside gives the exit code, or null when the connection
   * was lost meanwhile. The engine never answers for a container that is removed without having run: `stop` ends the
   * waiting then.
   */
  async wait(
    name: string,
    condition: 'next-exit' | 'not-running',
  ): Promise<{ exitCode: Promise<number | null>; stop: () => void }> {
    const response = await this.#call(
      'wait',
      this.#patience.answerMs,
      async () =>
        (await this.#dial('POST', `/containers/${name}/wait?`, { query: { condition } })) as IncomingMessage,
    );
    return { exitCode: readExitCode(response), stop: () => response.destroy() };
  }

  async start(name: string): Promise<void> {
    await this.#call('start', this.#patience.startMs, (abortSignal) =>
      this.docker.getContainer(name).start({ abortSignal }),
    );
  }

  /** Null when there is no such container. */
  async state(name: string): Promise<ContainerState | null> {
    const seen = await orNullIfGone(
      this.#repeatable('inspect', () => this.docker.getContainer(name).inspect()),
    );
    if (seen === null) return null;
    const { Running: running, Pid: pid, ExitCode: exitCode, OOMKilled: oomKilled } = seen.State;
    const { StartedAt: startedAt, FinishedAt: finishedAt } = seen.State;
    return { running, pid, exitCode, oomKilled, startedAt, finishedAt };
  }

  /**
   * Whether the engine sent SIGTERM to a container that has ended, as it does when it is stopped itself; a signal from
   * within the container is none of its. True also when it remembers nothing of the end: it remembers a few hundred
   * events.
   */
  async sentSigterm(name: string, { startedAt, finishedAt }: ContainerState): Promise<boolean> {
    const lines = await this.#repeatable('events', async () => {
      const events = await this.docker.getEvents({
        since: Date.parse(startedAt) / 1000,
        // It notes what it does when it has done it.
        until: Date.parse(finishedAt) / 1000 + notedWithinSeconds,
        filters: { container: [name], event: ['kill', 'die'] },
      });
      return (await text(events)).split('\n').filter((line) => line !== '');
    });
    const events = lines.map((line): EngineEvent => JSON.parse(line));
    return (
      events.some(({ Action, Actor }) => Action === 'kill' && Actor.Attributes.signal === sigterm) ||
      !events.some(({ Action }) => Action === 'die')
    );
  }

  /** Sends SIGKILL. It is no failure when the container has ended or is gone. */
  kill(name: string): Promise<void> {
    return this.signal(name, 'SIGKILL');
  }

  /** Sends a signal to the container's first process. It is no failure when the container has ended or is gone. */
  async signal(name: string, signal: 'SIGKILL' | 'SIGUSR1'): Promise<void> {
    await orNullIfGone(
      this.#repeatable('kill', () => this.docker.getContainer(name).kill({ signal })),
      [409, 404],
    );
  }

  /** Kills and removes the container with its anonymous volumes; resolves when it is gone, whoever removed it. */
  async remove(name: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await orNullIfGone(
          this.#repeatable('remove', () => this.docker.getContainer(name).remove({ force: true, v: true })),
        );
        return;
      } catch (error) {
        // 409: somebody else's removal is under way. 500: the engine could not yet free its file system.
        if (attempt === removalAttempts || ![409, 500].includes(statusOf(error) ?? 0)) throw error;
        await delay(this.#patience.pauseMs);
      }
    }
  }

  /** Every container, running or not, that has the label (`name` or `name=value`). */
  async list(label: string): Promise<ListedContainer[]> {
    const found = await this.#repeatable('list', () =>
      this.docker.listContainers({ all: true, filters: { label: [label] } }),
    );
    return found.map((container) => ({ id: container.Id, labels: container.Labels }));
  }

  async #repeatable<T>(what: string, call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#call(what, this.#patience.answerMs, call);
      } catch (error) {
        if (attempt === repeats || !isBrokenConnection(error)) throw error;
        await delay(this.#patience.pauseMs * attempt);
      }
    }
  }

  /**
   * Sends a request without a body and gives what comes as a stream. The library's own `attach` sends its options as
   * a body, too, which Podman hands to the container as the beginning of its standard input.
   */
  #dial(
    method: 'GET' | 'POST',
    path: string,
    { query = {}, hijack = false }: { readonly query?: object; readonly hijack?: boolean } = {},
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.docker.modem.dial(
        {
          path,
          method,
          isStream: true,
          hijack,
          file: Buffer.alloc(0),
          headers: { 'Content-Type': 'text/plain' },
          options: { _query: query },
          statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
        } as Parameters<typeof this.docker.modem.dial>[0],
        (error: Error | null, result: unknown) => {
          if (error) reject(error);
          else resolve(result);
        },
      );
    });
  }

  async #call<T>(what: string, timeoutMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const text = `no answer to "${what}" within ${timeoutMs / 1000} s`;
        reject(Object.assign(new Error(text), { code: 'ETIMEDOUT' }));
        controller.abort();
      }, timeoutMs);
    });
    try {
      return await Promise.race([call(controller.signal), tooLate]);
    } catch (error) {
      throw engineFailure(error, this.place);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Part of what Podman's own API says of itself. */
interface PodmanInfo {
  readonly host?: { readonly cgroupControllers?: readonly string[] };
}

/** As the engine tells what happened to a container. */
interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

async function readExitCode(response: IncomingMessage): Promise<number | null> {
  let text = '';
  try {
    for await (const chunk of response) text += String(chunk);
    const { StatusCode: exitCode } = JSON.parse(text) as { StatusCode?: unknown };
    return typeof exitCode === 'number' ? exitCode : null;
  } catch {
    return null;
  }
}

async function orNullIfGone<T>(call: Promise<T>, goneStatuses: readonly number[] = [404]): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (goneStatuses.includes(statusOf(error) ?? 0)) return null;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return ((error as Error).cause as { statusCode?: number } | undefined)?.statusCode;
}

function isBrokenConnection(error: unknown): boolean {
  const code = ((error as Error).cause as { code?: string } | undefined)?.code;
  return ['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ECONNABORTED'].includes(code ?? '');
}
