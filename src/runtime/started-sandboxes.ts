import type { Sandbox, SandboxRequest } from './runtime.ts';

/** All sandboxes that one place has started or is starting, so that none outlives it. */
export class StartedSandboxes {
  readonly #closing = new AbortController();
  readonly #starts = new Set<Promise<Sandbox>>();

  /** Whether `close` was called: nothing more is started. */
  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /**
   * Has `startOne` start a sandbox, with a signal that is also aborted when the place closes. Throws what it throws,
   * which has to leave nothing; throws at once when the place is closed.
   */
  async start(
    request: SandboxRequest,
    startOne: (request: SandboxRequest) => Promise<Sandbox>,
  ): Promise<Sandbox> {
    this.#closing.signal.throwIfAborted();
    const signal = AbortSignal.any([request.signal, this.#closing.signal]);
    const start = startOne({ ...request, signal });
    this.#starts.add(start);
    start.catch(() => this.#starts.delete(start));
    return start;
  }

  /** Breaks off starts that are under way and destroys what was started. Resolves when all are gone; never rejects. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the job was closed'));
    await Promise.allSettled([...this.#starts].map(async (start) => (await start).destroy()));
  }
}
