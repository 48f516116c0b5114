import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface HealthTimes {
  /** How long each answer took, in milliseconds. */
  readonly times: readonly number[];
  /** The asking process was itself so late at most; it is part of the times. */
  readonly lateMs: number;
}

/** Asks a chief all the while whether it is well, from a process of its own. */
export class HealthWatch {
  readonly #process: ChildProcess;
  readonly #told: Promise<unknown[]>;

  constructor(address: string) {
    this.#process = fork(new URL('./ask-health.ts', import.meta.url), [`${address}/healthz`]);
    this.#told = Promise.race([
      once(this.#process, 'message'),
      once(this.#process, 'exit').then(() => Promise.reject(new Error('nobody asks any more'))),
    ]);
    this.#told.catch(() => {});
  }

  async stop(): Promise<HealthTimes> {
    this.#process.send('stop');
    const [told] = await this.#told;
    return told as HealthTimes;
  }
}
