/**
 * What is to be written gathers for so long, in milliseconds, unless somebody waits for it. Where it comes slowly,
 * because each piece of it is work, writing every piece alone wakes the chief four times for each.
 */
const gatherMs = 100;

/** A pause for others to join, which can be cut short. */
export class Gathering {
  #end: (() => void) | null = null;

  /** Resolves after a moment, or when hurried. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#end = null;
        resolve();
      };
      const timer = setTimeout(end, gatherMs);
      this.#end = end;
    });
  }

  /** Ends the pause that is under way, if one is. */
  hurry(): void {
    this.#end?.();
  }
}
