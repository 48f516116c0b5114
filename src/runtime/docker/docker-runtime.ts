import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { mayShareDisk } from '../../files/same-disk.ts';
import { type LibrarySettings, noLibrarySettings } from '../../model/libraries.ts';
import type { Limits } from '../../model/limits.ts';
import { Turns } from '../../turns/turns.ts';
import { type ChiefIdentity, formatChief, thisChief } from '../chief-identity.ts';
import { usualDialBackMs } from '../dialled-back.ts';
import { localCapacity } from '../local-capacity.ts';
import type {
  Capacity,
  EngineDescription,
  EngineRefusal,
  ImageRequest,
  JobPlace,
  JobPlaceSpec,
  KeptLayers,
  LayerWish,
  Runtime,
  WarmContainers,
  WarmSpec,
} from '../runtime.ts';
import { makeSocketFolder, sweepSocketFolders } from '../socket-folder.ts';
import { DockerPlace } from './docker-place.ts';
import { DockerWarmContainers } from './docker-warm-containers.ts';
import { EngineClient } from './engine/engine-client.ts';
import { type EngineEndpoint, findEngine } from './engine/engine-endpoint.ts';
import { engineFailure, unavailable } from './engine/engine-failure.ts';
import { refusalOf, warningsOf } from './engine/engine-limits.ts';
import { lookAtEngine, type SeenEngine } from './engine/look-at-engine.ts';
import { ociRuntimeRefusal } from './engine/oci-runtime-refusal.ts';
import { ensureBaseImage, presentSandbox } from './image/ensure-image.ts';
import { atOnce, type ImageInputs, readImageInputs } from './image/image-inputs.ts';
import { jobUser } from './job-user.ts';
import { Leftovers } from './leftovers.ts';
import type { LibraryInstaller } from './libraries/library-installer.ts';
import { keepLayersMs, sweepLayers } from './libraries/sweep-layers.ts';
import type { DockerPlaceSettings } from './start-docker-sandbox.ts';
import { sweepContainers } from './sweep-containers.ts';

export interface DockerRuntimeOptions {
  /** The chief's home; containers of other homes are none of this runtime's business. */
  readonly home: string;
  /** Another OCI runtime than the engine's default, by the name it is registered under, such as `runsc`. */
  readonly ociRuntime?: string | null;
  /** Whether jobs run where the engine cannot bound memory, processes or cores. */
  readonly allowUnbounded?: boolean;
  /** How harnesses reach the chief. `auto`: by socket where the engine's containers can, else by attached stdio. */
  readonly transport?: 'auto' | 'unix' | 'stdio';
  /** How long a harness may take to dial back. */
  readonly dialBackMs?: number;
  /** Where libraries come from; pip's own index unless given. */
  readonly libraries?: LibrarySettings;
  /** Where DOCKER_HOST and the like are looked up. */
  readonly env?: NodeJS.ProcessEnv;
  /** A job comes at once: its image is looked for while the engine tells who it is. */
  readonly jobComes?: boolean;
}

/** A job begins with three, which wait for one another. */
const firstContainers = 3;
/** For how long what an engine says of itself counts. */
const freshMs = 1000;
const seccompPath = fileURLToPath(new URL('../../../sandbox/seccomp.json', import.meta.url));

/** Sandboxes in containers of a Docker-compatible engine. Nothing is connected before it is needed. */
export class DockerRuntime implements Runtime {
  readonly kind = 'docker';
  readonly #options: DockerRuntimeOptions;
  readonly #chief: ChiefIdentity;
  readonly #openJobs = new Map<string, DockerPlace>();
  /** By the id of the job that they wait for; null while they start. */
  readonly #waiting = new Map<string, DockerWarmContainers | null>();
  #connection: Promise<Connection> | null = null;

  constructor(options: DockerRuntimeOptions) {
    this.#options = options;
    this.#chief = thisChief(options.home);
  }

  async describe(): Promise<EngineDescription> {
    const connection = await this.#connect();
    // It may have been started anew since, in another way.
    if (performance.now() - connection.seenAtMs > freshMs) {
      connection.seen = await lookAtEngine(connection.engine, connection.endpoint);
      connection.seenAtMs = performance.now();
    }
    const { facts, judgement } = connection.seen;
    return {
      name: facts.name,
      ociRuntime: this.#options.ociRuntime ?? facts.defaultOciRuntime,
      cpus: facts.cpus,
      memoryBytes: facts.memoryBytes,
      refusal: this.#refusal(connection),
      warnings: warningsOf(judgement),
    };
  }

  async prepareImage(request: ImageRequest): Promise<string> {
    const connection = await this.#bounded();
    const { engine, libraries } = connection;
    const { libraries: wanted, layerBytes: maxBytes, onProgress, signal, onInstalled } = request;
    try {
      if (wanted === null) {
        const ahead = await connection.imageAhead;
        // Later jobs ask again.
        connection.imageAhead = null;
        return await ensureBaseImage(engine.docker, { ...request, ...ahead });
      }
      const installer = await libraries();
      const { id, distributions, layer } = await installer.install({ wanted, maxBytes, onProgress, signal });
      if (layer !== null) onInstalled?.(distributions, layer);
      return id;
    } catch (error) {
      request.signal.throwIfAborted();
      throw engineFailure(error, engine.place);
    }
  }

  /** Only where the chief is root, so that file rights tell its files from those of a job's user. */
  async warmUp(spec: WarmSpec): Promise<WarmContainers | null> {
    const settings = await this.#settings(spec.jobId);
    if (settings.transport !== 'unix' || settings.user.access !== 'chown') return null;
    this.#waiting.set(spec.jobId, null);
    try {
      const warm = await DockerWarmContainers.start(spec, settings);
      this.#waiting.set(spec.jobId, warm);
      void warm.gone.then(() => this.#waiting.delete(spec.jobId));
      return warm;
    } catch (error) {
      this.#waiting.delete(spec.jobId);
      throw error;
    }
  }

  async openJob(spec: JobPlaceSpec): Promise<JobPlace> {
    const settings = await this.#settings(spec.jobId);
    const warm = this.#waiting.get(spec.jobId) ?? null;
    const job = await DockerPlace.open(spec, settings, warm, () => this.#openJobs.delete(spec.jobId));
    // A sweep meanwhile knows the containers by one or the other.
    this.#openJobs.set(spec.jobId, job);
    this.#waiting.delete(spec.jobId);
    return job;
  }

  async #settings(jobId: string): Promise<DockerPlaceSettings> {
    const { engine, leftovers, turns, seen, seccomp } = await this.#bounded();
    const { facts } = seen;
    const { transport = 'auto', ociRuntime = null, dialBackMs = usualDialBackMs } = this.#options;
    const usual = facts.sharesSockets ? 'unix' : 'stdio';
    return {
      engine,
      leftovers,
      turns,
      user: jobUser(jobId, process.getuid?.() ?? 0, facts.users),
      seccomp: facts.dialect === 'podman' ? seccompPath : seccomp,
      dialect: facts.dialect,
      engineCpus: facts.cpus,
      ociRuntime,
      transport: transport === 'auto' ? usual : transport,
      chief: formatChief(this.#chief),
      dialBackMs,
    };
  }

  async sweep(): Promise<{ readonly containers: number }> {
    await sweepSocketFolders(this.#options.home, this.#chief, Date.now());
    const { engine } = await this.#connect();
    const kept = new Set([...this.#openJobs.keys(), ...this.#waiting.keys()]);
    return { containers: await sweepContainers(engine, this.#chief, kept) };
  }

  async freeLayers(wish: LayerWish): Promise<KeptLayers> {
    const { engine, seen } = await this.#connect();
    // What is free on another disk is of no use to the home.
    const isOfUse = await mayShareDisk(this.#options.home, seen.facts.imagesFolder);
    const wantedBytes = isOfUse ? wish.wantedBytes : 0;
    const sweep = { ...wish, wantedBytes, nowMs: Date.now(), keepMs: keepLayersMs };
    try {
      return await sweepLayers(engine.docker, sweep);
    } catch (error) {
      throw engineFailure(error, engine.place);
    }
  }

  async capacity(limits: Pick<Limits, 'cpus' | 'memory'>): Promise<Capacity> {
    return localCapacity(await this.describe(), limits);
  }

  /** An engine's machine is not seen to change. */
  onCapacity(): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    await Promise.all([...this.#openJobs.values(), ...this.#waiting.values()].map((one) => one?.close()));
  }

  /** The engine, where jobs may run on it. Throws FailureError `engine-unavailable`. */
  async #bounded(): Promise<Connection> {
    const connection = await this.#connect();
    const refusal = this.#refusal(connection);
    if (refusal !== null) throw unavailable(refusal.message, refusal.help);
    return connection;
  }

  #refusal({ seen: { facts, judgement } }: Connection): EngineRefusal | null {
    const { ociRuntime = null, allowUnbounded = false } = this.#options;
    return ociRuntimeRefusal(facts, ociRuntime) ?? refusalOf(judgement, allowUnbounded);
  }

  /** A connection that failed is tried anew the next time. */
  #connect(): Promise<Connection> {
    this.#connection ??= connect(this.#options, this.#chief).catch((error) => {
      this.#connection = null;
      throw error;
    });
    return this.#connection;
  }
}

interface Connection {
  readonly endpoint: EngineEndpoint;
  readonly engine: EngineClient;
  readonly leftovers: Leftovers;
  /**
   * Starting is work for processors: more of it at a time makes nothing sooner, but keeps jobs that run, and those that
   * want to end, waiting.
   */
  readonly turns: Turns;
  /** As it was when it was last looked at. */
  seen: SeenEngine;
  seenAtMs: number;
  /** The image as it was looked for before it was asked for; null: it has to be. */
  imageAhead: Promise<ImageAhead | null> | null;
  /** Our profile, as JSON. */
  readonly seccomp: string;
  /** Loaded where a package wants some. */
  readonly libraries: () => Promise<LibraryInstaller>;
}

interface ImageAhead {
  readonly inputs: ImageInputs;
  readonly present: string | null;
}

/** Null where that failed: whoever needs it looks again and tells why. */
async function lookForImage({ docker }: EngineClient): Promise<ImageAhead | null> {
  try {
    // What the engine was asked is sent before anything is read.
    await new Promise((resolve) => setImmediate(resolve));
    const inputs = await readImageInputs(undefined, atOnce);
    return { inputs, present: await presentSandbox(docker, inputs) };
  } catch {
    return null;
  }
}

async function connect(
  { home, env, libraries, jobComes = false }: DockerRuntimeOptions,
  chief: ChiefIdentity,
): Promise<Connection> {
  const endpoint = await findEngine(env);
  const engine = await EngineClient.open(endpoint);
  const looking = lookAtEngine(engine, endpoint);
  const imageAhead = jobComes ? lookForImage(engine) : null;
  const [seen, seccompProfile] = await Promise.all([looking, readFile(seccompPath, 'utf8')]);
  const { facts } = seen;
  const seccomp = JSON.stringify(JSON.parse(seccompProfile));
  return {
    endpoint,
    engine,
    leftovers: new Leftovers(engine),
    turns: new Turns({ atOnce: Math.max(firstContainers, facts.cpus + 1) }),
    seen,
    seenAtMs: performance.now(),
    imageAhead,
    seccomp,
    libraries: once(async () => {
      const { LibraryInstaller } = await import('./libraries/library-installer.ts');
      return new LibraryInstaller({
        docker: engine.docker,
        seccomp: facts.dialect === 'podman' ? seccompPath : seccomp,
        isLocal: facts.sharesSockets,
        settings: libraries ?? noLibrarySettings,
        env: env ?? process.env,
        makeFolder: () => makeSocketFolder(home, chief),
      });
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
