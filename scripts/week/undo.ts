/** What was begun and is to be ended, the last first, whatever came between. */
export class Undo {
  readonly #acts: (() => unknown)[] = [];
  #ending: Promise<void> | null = null;

  add(act: () => unknown): void {
    this.#acts.push(act);
  }

  /** Ends all of it once; what fails is told, and the rest is ended all the same. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    for (let act = this.#acts.pop(); act !== undefined; act = this.#acts.pop())
      try {
        await act();
      } catch (error) {
        console.error(`not ended: ${(error as Error).message}`);
        process.exitCode = 1;
      }
  }
}
