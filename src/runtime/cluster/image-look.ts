import { FailureError } from '../../model/failures.ts';
import type { MissingImage } from '../runtime.ts';
import type { EngineTask } from './cluster-engine.ts';

export interface ImageLookHandlers {
  readonly lacking: (missing: MissingImage) => void;
  /** No machine has it. */
  readonly nowhere: (error: FailureError) => void;
}

/**
 * Has all machines asked for the image of a job once a task could not start it on one of them: the engine tries
 * elsewhere by itself, but machine by machine. What is known to be missing somewhere is not asked for there again.
 */
export class ImageLook {
  readonly #ask: () => Promise<MissingImage>;
  readonly #handlers: ImageLookHandlers;
  /** By name. */
  readonly #known = new Set<string>();
  #isLooking = false;

  constructor(ask: () => Promise<MissingImage>, handlers: ImageLookHandlers) {
    this.#ask = ask;
    this.#handlers = handlers;
  }

  see(tasks: readonly EngineTask[]): void {
    const nodes = tasks.flatMap(({ node, problem }) => (problem?.kind === 'image' ? [node ?? ''] : []));
    const found = nodes.filter((node) => !this.#known.has(node));
    if (found.length === 0 || this.#isLooking) return;
    for (const node of found) this.#known.add(node);
    this.#isLooking = true;
    void this.#look().finally(() => {
      this.#isLooking = false;
    });
  }

  async #look(): Promise<void> {
    try {
      const missing = await this.#ask();
      for (const { name } of missing.machines) this.#known.add(name);
      if (missing.machines.length > 0) this.#handlers.lacking(missing);
    } catch (error) {
      // What else is amiss shows in that nobody comes.
      if (error instanceof FailureError && error.failure.code === 'image-missing')
        this.#handlers.nowhere(error);
    }
  }
}
