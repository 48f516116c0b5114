/** Samples kept: enough to be steady, few enough to sort. */
const kept = 127;

/** Median of the most recent samples. */
export class RunningMedian {
  readonly #samples: number[] = [];
  #at = 0;

  add(sample: number): void {
    this.#samples[this.#at] = sample;
    this.#at = (this.#at + 1) % kept;
  }

  /** 0 without samples. */
  get value(): number {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
