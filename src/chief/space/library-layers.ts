import type { Clock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { overlayRuntime } from '../../runtime/overlay.ts';
import type { LibraryLayer, Runtime } from '../../runtime/runtime.ts';
import type { Store } from '../../store/store.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { AccountSpace } from './account-space.ts';
import type { SpaceWatch } from './space-watch.ts';

export interface LibraryLayersParts {
  readonly store: Store;
  readonly space: AccountSpace;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly disk: Pick<SpaceWatch, 'missingBytes'>;
  /** Whose engine has them. */
  readonly runtime: () => Promise<Runtime>;
  /** Most bytes of all that nobody needs, and of those together with what is needed. */
  readonly mostBytes: number;
  /** Of one account. */
  readonly quotaBytes: number;
}

/** How often to look, while the disk is short or there are too many, whether something can go. */
const lookEveryMs = 2000;
/** Longest time that whoever fills the disk is let go on while layers are removed. */
const patienceMs = 3000;

/**
 * The libraries that are installed for packages, which the engine keeps: counts them for the accounts whose jobs run
 * with them, and has those removed that no job needs where they are too many or the disk is short.
 */
export class LibraryLayers {
  readonly #parts: LibraryLayersParts;
  /** What jobs have begun to use since the store was asked what is needed. */
  readonly #usedSince = new Set<string>();
  /** By job, until it is stored that the job uses it. */
  readonly #held = new Map<string, string>();
  readonly #following = new Set<Promise<unknown>>();
  #freeing: Promise<unknown> = Promise.resolve();
  /** More than may stay was in use when it was last looked. */
  #isTooMuch = false;
  #cancelLook: (() => void) | null = null;
  #stopped = false;

  constructor(parts: LibraryLayersParts) {
    this.#parts = parts;
  }

  /** Removes what is too much and what the disk wants, and goes on looking whether it is short. */
  async start(): Promise<void> {
    await this.#free(this.#parts.disk.missingBytes);
    this.#lookLater();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    await Promise.all([this.#freeing, ...this.#following]);
  }

  /**
   * The same runtime for one job of an account, with what it has installed counted for the account: where that is
   * beyond its quota, preparing throws FailureError `disk-limit`. `onCounted` is told of bytes that the account did not
   * have before.
   */
  counted(
    runtime: Runtime,
    job: { readonly id: string; readonly account: string },
    onCounted: (bytes: number) => void,
  ): Runtime {
    return overlayRuntime(runtime, {
      prepareImage: async (request) => {
        const installed: LibraryLayer[] = [];
        try {
          const image = await runtime.prepareImage({
            ...request,
            onInstalled: (distributions, layer) => {
              this.#held.set(job.id, layer.digest);
              installed.push(layer);
              request.onInstalled?.(distributions, layer);
            },
          });
          for (const layer of installed) await this.#count(job, layer, onCounted);
          return image;
        } finally {
          this.#held.delete(job.id);
        }
      },
    });
  }

  /** Whether so much could be made free, in a moment, that nothing is missing any more. */
  async makeRoom(): Promise<boolean> {
    const { disk, clock } = this.#parts;
    const { missingBytes } = disk;
    let cancel = () => {};
    const late = new Promise<number>((resolve) => {
      cancel = clock.after(patienceMs, () => resolve(0));
    });
    const freedBytes = await Promise.race([this.#free(missingBytes), late]);
    cancel();
    return freedBytes > 0 && freedBytes >= missingBytes;
  }

  async #count(
    job: { readonly id: string; readonly account: string },
    layer: LibraryLayer,
    onCounted: (bytes: number) => void,
  ): Promise<void> {
    const { store, space, quotaBytes } = this.#parts;
    const { digest, bytes } = layer;
    const isNew = !(await store.layers.isCounted(job.account, digest));
    const held = space.hold({ account: job.account, kind: 'running', quotaBytes });
    try {
      const refusal = isNew ? await held.claim(bytes) : null;
      if (refusal !== null) throw refused(refusal === 'disk-full', layer);
      await store.layers.use(job.id, layer);
      this.#usedSince.add(digest);
      if (isNew) onCounted(bytes);
    } finally {
      await held.release();
      if (isNew) this.#follow(this.#free(0));
    }
  }

  /** One after the other. Resolves with what it freed: nothing where the engine does not answer. */
  #free(wantedBytes: number): Promise<number> {
    const freed = this.#freeing.then(() => this.#freeNow(wantedBytes));
    this.#freeing = freed;
    return freed;
  }

  async #freeNow(wantedBytes: number): Promise<number> {
    const { store, log, runtime, mostBytes } = this.#parts;
    try {
      this.#usedSince.clear();
      const known = await store.layers.list();
      const needed = new Set(known.flatMap((one) => (one.needed ? [one.digest] : [])));
      const isInUse = (digest: string) =>
        needed.has(digest) || this.#usedSince.has(digest) || [...this.#held.values()].includes(digest);
      const { layers, freedBytes } = await (await runtime()).freeLayers({ wantedBytes, mostBytes, isInUse });
      this.#isTooMuch = layers.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes;
      const there = new Set(layers.map(({ digest }) => digest));
      const gone = known.filter(({ digest }) => !there.has(digest) && !isInUse(digest));
      if (gone.length > 0) await store.layers.forget(gone.map(({ digest }) => digest));
      if (freedBytes > 0) log.info({ freedBytes }, 'removed installed libraries that no job needs');
      return freedBytes;
    } catch (error) {
      log.warn({ err: error }, 'installed libraries could not be looked through');
      return 0;
    }
  }

  #lookLater(): void {
    if (this.#stopped) return;
    this.#cancelLook = this.#parts.clock.after(lookEveryMs, () => {
      const { missingBytes } = this.#parts.disk;
      const freed = missingBytes > 0 || this.#isTooMuch ? this.#free(missingBytes) : Promise.resolve();
      this.#follow(freed.then(() => this.#lookLater()));
    });
  }

  #follow(work: Promise<unknown>): void {
    const followed = work.finally(() => this.#following.delete(followed));
    this.#following.add(followed);
  }
}

function refused(isFull: boolean, { bytes }: LibraryLayer): FailureError {
  if (isFull) return new FailureError(failure('disk-limit', 'preparing', 'The disk of the chief is full.'));
  const message = `the libraries of the package take ${formatBytes(bytes)}, more than is left of its account's quota`;
  return new FailureError(
    failure('disk-limit', 'preparing', message, {
      observed: bytes,
      help: 'Delete packages, datasets or jobs that are not needed any more, list fewer libraries, and resume the job.',
    }),
  );
}
