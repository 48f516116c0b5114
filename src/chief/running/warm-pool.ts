import { mkdir } from 'node:fs/promises';
import { makeFolders } from '../../files/make-folders.ts';
import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import { jobLayout } from '../../jobs/disk/job-layout.ts';
import { makeSegmentFolders } from '../../jobs/disk/segment-files.ts';
import type { Clock } from '../../model/clock.ts';
import { type Limits, limitNames } from '../../model/limits.ts';
import { newJobId } from '../../model/new-job-id.ts';
import type { Runtime, WarmContainers } from '../../runtime/runtime.ts';
import type { ChiefLog } from '../chief-log.ts';

export interface WarmPoolParts {
  readonly home: string;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly runtime: () => Promise<Runtime>;
  /** What the containers are made for: jobs with other bounds get none of them. */
  readonly limits: Limits;
  /** Jobs that containers wait for, at most. */
  readonly jobs: number;
  /** Workers that wait for each. */
  readonly workers: number;
}

/** A job that is still to come, or has come: its containers have borne its id from the start. */
interface Place {
  readonly warm: WarmContainers;
  state: 'free' | 'taken' | 'running';
}

/** How long after a job has begun the next containers are started, in milliseconds: a short job is over by then. */
const afterBeginMs = 2000;
const afterFailureMs = 30_000;

/**
 * Containers that were started before their jobs came. A warm set is made for one job id, and the job that takes it
 * gets that id; what it does not use of it ends with it. Nothing here is ever given to two jobs.
 */
export class WarmPool {
  readonly #parts: WarmPoolParts;
  readonly #places = new Map<string, Place>();
  readonly #stopping = new AbortController();
  readonly #ending = new Set<Promise<void>>();
  #filling: Promise<void> | null = null;
  #cancelRefill: (() => void) | null = null;

  constructor(parts: WarmPoolParts) {
    this.#parts = parts;
  }

  /** Warm sets of containers whose job has not begun. */
  get waiting(): number {
    let waiting = 0;
    for (const { state } of this.#places.values()) if (state !== 'running') waiting += 1;
    return waiting;
  }

  /** Begins to start containers, in the background, as many as there may be. */
  start(): void {
    this.#refillIn(0);
  }

  /** An id for a job with these limits whose containers wait already; null when there is none. */
  take(limits: Limits): string | null {
    if (limitNames.some((name) => limits[name] !== this.#parts.limits[name])) return null;
    for (const [id, place] of this.#places) {
      if (place.state !== 'free') continue;
      place.state = 'taken';
      return id;
    }
    return null;
  }

  /**
   * Takes note that the job begins. The next containers are started when it has had the machine to itself for a moment.
   */
  began(id: string): void {
    const place = this.#places.get(id);
    if (place !== undefined) place.state = 'running';
    this.#refillIn(afterBeginMs);
  }

  /** Takes note that the job needs its containers no more, or never will. */
  release(id: string): void {
    const place = this.#places.get(id);
    this.#places.delete(id);
    if (place !== undefined) this.#follow(place.warm.close());
    this.#refillIn(0);
  }

  /** Resolves when nothing is being started or ended. */
  async idle(): Promise<void> {
    while (this.#filling !== null || this.#ending.size > 0)
      await Promise.all([this.#filling, ...this.#ending]);
  }

  /** Ends what waits, and starts nothing any more. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the chief stops'));
    this.#cancelRefill?.();
    await this.#filling;
    for (const [id, place] of this.#places) this.#follow(this.#end(id, place));
    this.#places.clear();
    await this.idle();
  }

  async #end(id: string, { warm, state }: Place): Promise<void> {
    await warm.close();
    if (state === 'free') await removeJobFolder(jobFolder(this.#parts.home, id));
  }

  #refillIn(ms: number): void {
    this.#cancelRefill?.();
    if (this.#stopping.signal.aborted) return;
    this.#cancelRefill = this.#parts.clock.after(ms, () => {
      this.#cancelRefill = null;
      this.#filling ??= this.#fill().finally(() => {
        this.#filling = null;
      });
    });
  }

  async #fill(): Promise<void> {
    const { jobs, log } = this.#parts;
    try {
      while (this.waiting < jobs && !this.#stopping.signal.aborted) if (!(await this.#addOne())) return;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      log.warn({ err: error }, 'no containers could be started ahead of jobs');
      this.#refillIn(afterFailureMs);
    }
  }

  /** False where the engine cannot have containers wait. */
  async #addOne(): Promise<boolean> {
    const { home, runtime: runtimeOf, limits, workers } = this.#parts;
    const { signal } = this.#stopping;
    const runtime = await runtimeOf();
    const image = await runtime.prepareImage({
      libraries: null,
      layerBytes: limits.layerBytes,
      signal,
      onProgress: () => {},
    });
    const jobId = newJobId();
    const folder = jobFolder(home, jobId);
    const folders = jobLayout(folder);
    await makeFolders(folder, 0o700);
    let warm: WarmContainers | null = null;
    try {
      await makeSegmentFolders(folder);
      for (const path of [folders.package, folders.resources]) await mkdir(path, { mode: 0o755 });
      warm = await runtime.warmUp({ jobId, image, folders, limits, workers, signal });
    } finally {
      if (warm === null) await removeJobFolder(folder);
    }
    if (warm === null) return false;
    this.#keep(jobId, { warm, state: 'free' });
    return true;
  }

  #keep(id: string, place: Place): void {
    this.#places.set(id, place);
    void place.warm.gone.then(() => {
      if (place.state !== 'free' || !this.#places.delete(id)) return;
      this.#follow(this.#end(id, place));
      this.#refillIn(afterFailureMs);
    });
  }

  /** Work that nobody waits for, but that {@link stop} does. */
  #follow(work: Promise<void>): void {
    const followed = work
      .catch((error: unknown) => {
        this.#parts.log.warn({ err: error }, 'containers that waited for a job could not be put away');
      })
      .finally(() => this.#ending.delete(followed));
    this.#ending.add(followed);
  }
}
