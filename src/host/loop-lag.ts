import { createHistogram, performance } from 'node:perf_hooks';

/** How late the turns of an event loop came, in milliseconds; `largestMs` is the longest that it was kept. */
export interface LoopLagFigures {
  readonly largestMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const usualTickMs = 10;
const microseconds = 1000;

/**
 * Measures how late this process's event loop is, by a timer that should come every `tickMs`. A turn that keeps the
 * loop for longer shows within one tick. Keeps no process alive.
 */
export class LoopLag {
  readonly #tickMs: number;
  readonly #late = createHistogram();
  #timer: NodeJS.Timeout | null = null;
  #lastMs = 0;

  constructor(tickMs: number = usualTickMs) {
    this.#tickMs = tickMs;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#tickMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The figures since the last call; those of a turn that still goes on are not among them. */
  take(): LoopLagFigures {
    const late = this.#late;
    const isEmpty = late.count === 0;
    const ms = (value: number) => (isEmpty ? 0 : value / microseconds);
    const figures = {
      largestMs: ms(late.max),
      p50Ms: ms(late.percentile(50)),
      p99Ms: ms(late.percentile(99)),
    };
    late.reset();
    return figures;
  }

  #tick(): void {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#lastMs - this.#tickMs;
    this.#lastMs = nowMs;
    // The histogram takes whole numbers from 1.
    this.#late.record(Math.max(1, Math.round(lateMs * microseconds)));
  }
}
