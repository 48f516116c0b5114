import { availableParallelism, totalmem } from 'node:os';
import type { Limits } from '../../model/limits.ts';
import { usualDialBackMs } from '../dialled-back.ts';
import { localCapacity } from '../local-capacity.ts';
import type {
  Capacity,
  EngineDescription,
  ImageRequest,
  JobPlace,
  JobPlaceSpec,
  KeptLayers,
  Runtime,
} from '../runtime.ts';
import { findPython, type LocalPython } from './find-python.ts';
import { ProcessPlace } from './process-place.ts';

/**
 * The harness as a plain child process of the chief: no isolation whatever, for one's own code on a machine without
 * an engine. Memory is bounded where the system offers it; processes, disk and network are not.
 */
export class ProcessRuntime implements Runtime {
  readonly kind = 'process';
  readonly #env: NodeJS.ProcessEnv;
  readonly #dialBackMs: number;
  readonly #openJobs = new Set<ProcessPlace>();
  #python: Promise<LocalPython> | null = null;

  /**
   * BUTCHER_PYTHON and PATH are looked up in `env`; nothing else of it reaches user code. `dialBackMs`: how long a
   * harness may take to dial back.
   */
  constructor(env: NodeJS.ProcessEnv = process.env, dialBackMs = usualDialBackMs) {
    this.#env = env;
    this.#dialBackMs = dialBackMs;
  }

  async describe(): Promise<EngineDescription> {
    return {
      name: 'process (no isolation)',
      ociRuntime: null,
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
      refusal: null,
      warnings: [],
    };
  }

  async prepareImage({ libraries, signal, onProgress }: ImageRequest): Promise<string> {
    const { path, version } = await this.#findPython(signal);
    if (libraries !== null)
      onProgress(`requirements.txt is not installed without containers: ${path} has to have what it lists`);
    return `python:${version}`;
  }

  /** A process starts at once. */
  async warmUp(): Promise<null> {
    return null;
  }

  async openJob(spec: JobPlaceSpec): Promise<JobPlace> {
    const { path: python } = await this.#findPython();
    const settings = { python, searchPath: this.#env.PATH ?? '', dialBackMs: this.#dialBackMs };
    const job = await ProcessPlace.open(spec, settings, () => this.#openJobs.delete(job));
    this.#openJobs.add(job);
    return job;
  }

  /** Nothing to do: children of a dead chief see the end of their bridge, and on Linux die with it. */
  async sweep(): Promise<{ readonly containers: number }> {
    return { containers: 0 };
  }

  /** Nothing is installed here. */
  async freeLayers(): Promise<KeptLayers> {
    return { layers: [], freedBytes: 0 };
  }

  async capacity(limits: Pick<Limits, 'cpus' | 'memory'>): Promise<Capacity> {
    return localCapacity(await this.describe(), limits);
  }

  /** The machine stays as it is. */
  onCapacity(): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    await Promise.all([...this.#openJobs].map((job) => job.close()));
  }

  #findPython(signal?: AbortSignal): Promise<LocalPython> {
    this.#python ??= findPython(this.#env, signal === undefined ? {} : { signal }).catch((error) => {
      this.#python = null;
      throw error;
    });
    return this.#python;
  }
}
