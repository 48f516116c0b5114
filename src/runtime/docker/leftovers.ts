import type { EngineClient } from './engine/engine-client.ts';

/** Containers that could not be removed when it was their time, because the engine was away. */
export class Leftovers {
  readonly #left = new Set<string>();

  readonly #engine: EngineClient;

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Removes a container, or keeps its name for {@link removeAll}. */
  async remove(name: string): Promise<void> {
    try {
      await this.#engine.remove(name);
      this.#left.delete(name);
    } catch {
      this.#left.add(name);
    }
  }

  /** Tries again, once; what stays falls to the next sweep. */
  async removeAll(): Promise<void> {
    await Promise.all([...this.#left].map((name) => this.remove(name)));
  }
}
