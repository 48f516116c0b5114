import type { WorkerId } from './crew.ts';

interface Begun {
  readonly fragment: number;
  readonly atMs: number;
  readonly cpuSeconds: number;
  share: number | null;
}

/**
 * How much of its time each worker has used a processor core on the fragment that it is on. Looked at from time to
 * time: what came before the first look at a fragment is not known, and counts neither as time nor as use.
 */
export class CpuWatch {
  readonly #begun = new Map<WorkerId, Begun>();

  /**
   * Looks at a worker that is on `fragment`, null: on none, and has used `cpuSeconds` of a core so far, null:
   * unknown.
   */
  look(worker: WorkerId, fragment: number | null, cpuSeconds: number | null, nowMs: number): void {
    const begun = this.#begun.get(worker);
    if (fragment === null || cpuSeconds === null) this.#begun.delete(worker);
    else if (begun?.fragment !== fragment)
      this.#begun.set(worker, { fragment, atMs: nowMs, cpuSeconds, share: null });
    else if (nowMs > begun.atMs)
      begun.share = (cpuSeconds - begun.cpuSeconds) / ((nowMs - begun.atMs) / 1000);
  }

  /** Cores that it has used on average since its fragment was first seen; null where that is not known. */
  share(worker: WorkerId): number | null {
    return this.#begun.get(worker)?.share ?? null;
  }

  forget(worker: WorkerId): void {
    this.#begun.delete(worker);
  }
}
