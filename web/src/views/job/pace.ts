import type { Timeline } from './live-job.ts';

interface Seen {
  readonly atMs: number;
  readonly behind: number;
}

const windowMs = 10_000;

/** How fast the merge frontier moves, from what was seen of it in the last seconds. */
export class Pace {
  #seen: readonly Seen[] = [];

  note({ frontier, live }: Pick<Timeline, 'frontier' | 'live'>, nowMs = performance.now()): void {
    const last = this.#seen.at(-1);
    if (!live || (last !== undefined && frontier < last.behind)) this.#seen = [];
    if (last !== undefined && last.behind === frontier && nowMs - last.atMs < 250) return;
    const within = this.#seen.filter(({ atMs }) => nowMs - atMs <= windowMs);
    this.#seen = [...within, { atMs: nowMs, behind: frontier }];
  }

  /** Fragments per second; null before it can be told. */
  get perSecond(): number | null {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < 1000) return null;
    return ((last.behind - first.behind) / (last.atMs - first.atMs)) * 1000;
  }
}
