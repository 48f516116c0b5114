import type { Batch } from '../../bridge/batch.ts';

/** Tells how many results may still come, by the largest so far: workers have no more fragments in hand than that. */
export class ResultRoom {
  #largest = 0;
  readonly #leftBytes: () => number;

  /** For results there are so many bytes left; negative where there is too much already. */
  constructor(leftBytes: () => number) {
    this.#leftBytes = leftBytes;
  }

  /** Infinitely many where no result has come yet, or none that had any bytes. */
  get results(): number {
    return this.#largest === 0
      ? Number.POSITIVE_INFINITY
      : Math.max(0, Math.floor(this.#leftBytes() / this.#largest));
  }

  /** Of a batch its mean counts. */
  saw({ sizes, payload }: Batch): void {
    this.#largest = Math.max(this.#largest, payload.length / sizes.length);
  }
}
