/** Holds the processing of every fragment up until it is released, and then turns it around. */
export class Hold {
  #count = 0;
  #wake: () => void = () => {};
  #open: () => void = () => {};
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  readonly process = async (fragment: Buffer): Promise<Buffer> => {
    this.#count += 1;
    this.#wake();
    await this.#opened;
    return Buffer.from([...fragment.toString()].reverse().join(''));
  };

  /** Waits until that many fragments are held. */
  async begun(count: number): Promise<void> {
    while (this.#count < count)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  release(): void {
    this.#open();
  }
}
