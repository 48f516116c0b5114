import { rename, rm } from 'node:fs/promises';
import type { Packed } from '../trees/pack-results.ts';
import { packResults } from '../trees/trees.ts';

interface Packing {
  readonly packed: Promise<Packed>;
  readonly stop: AbortController;
}

/**
 * The tar of a job's results. It may be begun once nothing of the merger writes any more, before it is known that the
 * results count: an engine takes longer to say how a container ended than many results take to pack.
 */
export class PackedResults {
  readonly #folder: string;
  readonly #tar: string;
  readonly #mostBytes: number;
  readonly #signal: AbortSignal;
  #begun: Packing | null = null;

  /** Of what is in `folder`, at most so many bytes; at `tar` once they count, until then beside it. */
  constructor(folder: string, tar: string, mostBytes: number, signal: AbortSignal) {
    this.#folder = folder;
    this.#tar = tar;
    this.#mostBytes = mostBytes;
    this.#signal = signal;
  }

  /** What goes wrong is told by {@link finish}. */
  begin(): Packing {
    if (this.#begun !== null) return this.#begun;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const packed = packResults(this.#folder, this.#partial, this.#mostBytes, signal);
    packed.catch(() => {});
    this.#begun = { packed, stop };
    return this.#begun;
  }

  /** Nothing is left of what was begun, and the folder may be changed, when this resolves. Never rejects. */
  async drop(): Promise<void> {
    if (this.#begun === null) return;
    const { packed, stop } = this.#begun;
    this.#begun = null;
    stop.abort();
    await packed.catch(() => {});
    await rm(this.#partial, { force: true }).catch(() => {});
  }

  /** The results count: the tar is in its place, whole and durable, when this resolves. Throws as `packResults`. */
  async finish(): Promise<Packed> {
    const packed = await this.begin().packed;
    // It may have been done before anybody wished to end it.
    this.#signal.throwIfAborted();
    await rename(this.#partial, this.#tar);
    this.#begun = null;
    return packed;
  }

  get #partial(): string {
    return `${this.#tar}.partial`;
  }
}
