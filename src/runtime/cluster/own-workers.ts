/** How many workers of all jobs together may run on the chief's own engine. */
export class OwnWorkers {
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** How many more may. */
  get free(): number {
    return this.#free;
  }

  /** Takes the place of one, and gives what is to be called once when it is free again; null where there is none. */
  take(): (() => void) | null {
    if (this.#free === 0) return null;
    this.#free -= 1;
    return () => {
      this.#free += 1;
    };
  }
}
