import { readFileSync } from 'node:fs';

const everyMs = 2;

/**
 * The longest turn of this process's event loop, by the processor that its thread had: unlike the clock, that tells
 * nothing of what other programs do meanwhile. By the clock where the system does not tell.
 */
export class LongestTurn {
  #longestMs = 0;
  #beforeMs = threadMs();
  readonly #timer = setInterval(() => this.#look(), everyMs).unref();

  /** Since it was last asked. Waits for the end of the turn that is under way. */
  async take(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 3 * everyMs));
    this.#look();
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = threadMs();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#beforeMs);
    this.#beforeMs = nowMs;
  }
}

/** What the thread that runs JavaScript had of a processor, in milliseconds; by the clock where nobody tells. */
function threadMs(): number {
  return scheduled()?.[0] ?? performance.now();
}

/** For how long that thread was ready and others had the processors, in milliseconds; 0 where nobody tells. */
export function keptWaitingMs(): number {
  return scheduled()?.[1] ?? 0;
}

/** Milliseconds on a processor and waiting for one; see `schedstat` in Linux's documentation of its scheduler. */
function scheduled(): readonly [number, number] | null {
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return [Number(ran) / 1e6, Number(waited) / 1e6];
  } catch {
    return null;
  }
}
