import { windowGrowth } from '../../model/job-limits.ts';
import type { Limits } from '../../model/limits.ts';

/**
 * Credit is handed out in pieces of at least this part of the window; for fragments in whole pieces, of the window that
 * a few workers have.
 */
const leastPart = 1 / 4;

/**
 * Bounds what is between the splitter and the merge frontier, in fragments and in bytes: what was yielded and not yet
 * merged or skipped, plus what the splitter was allowed to yield and has not. The last fragment of a grant may exceed
 * the byte bound, by one fragment at most.
 */
export class Window {
  #fragments = 0;
  #bytes = 0;
  #creditFragments = 0;
  #creditBytes = 0;
  readonly #limits: Pick<Limits, 'windowFragments' | 'windowBytes'>;
  readonly #workers: () => number;

  /** `workers`: how many there are to be, now. */
  constructor(limits: Pick<Limits, 'windowFragments' | 'windowBytes'>, workers: () => number = () => 1) {
    this.#limits = limits;
    this.#workers = workers;
  }

  /** Fragments yielded and not yet merged or skipped. */
  get size(): number {
    return this.#fragments;
  }

  /** Bytes of those. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True while the splitter may yield without being asked again. */
  get open(): boolean {
    return this.#creditFragments > 0 && this.#creditBytes > 0;
  }

  yielded(count: number, bytes: number): void {
    this.#fragments += count;
    this.#bytes += bytes;
    this.#creditFragments -= count;
    this.#creditBytes -= bytes;
  }

  /** Fragments that were yielded were merged, or given up. */
  leave(count: number, bytes: number): void {
    this.#fragments -= count;
    this.#bytes -= bytes;
  }

  /** The splitter is gone, and its unused credit with it. */
  revoke(): void {
    this.#creditFragments = 0;
    this.#creditBytes = 0;
  }

  /**
   * Credit to hand to the splitter now, or null. `waitingBytes` of fragments wait for a worker, and `leadBytes` may:
   * when a splitter is further ahead, its fragments have left the processor's caches before a worker reads them, and
   * nothing is won. The window holds small grants and what is beyond whole pieces back, since they would make small
   * batches for ever after (the silly window syndrome of RFC 813); as everything in the window is merged or skipped at
   * last, a grant always comes.
   */
  grant(
    waitingBytes = 0,
    leadBytes = Number.POSITIVE_INFINITY,
  ): { readonly fragments: number; readonly bytes: number } | null {
    const growth = windowGrowth(this.#workers());
    const windowFragments = Math.floor(growth * this.#limits.windowFragments);
    const windowBytes = Math.floor(growth * this.#limits.windowBytes);
    const room = Math.min(windowBytes - this.#bytes, leadBytes - waitingBytes);
    const most = Math.min(windowBytes, leadBytes);
    const free = Math.max(0, windowFragments - this.#fragments - this.#creditFragments);
    const bytes = Math.max(0, room - this.#creditBytes);
    if (free < Math.max(1, windowFragments * leastPart) && bytes < Math.max(1, most * leastPart)) return null;
    const piece = Math.max(1, Math.floor(this.#limits.windowFragments * leastPart));
    const fragments = free < piece ? free : free - (free % piece);
    this.#creditFragments += fragments;
    this.#creditBytes += bytes;
    return { fragments, bytes };
  }
}
