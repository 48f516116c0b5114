/** A set of whole numbers, kept as ranges: small where the numbers are mostly consecutive. */
export class NumberRanges {
  #ranges: { first: number; end: number }[] = [];
  #sorted = true;

  add(first: number, count: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.end === first) last.end += count;
    else {
      this.#sorted &&= last === undefined || last.end < first;
      this.#ranges.push({ first, end: first + count });
    }
  }

  has(number: number): boolean {
    return this.overlaps(number, 1);
  }

  /** Whether any of `count` consecutive numbers is in the set. */
  overlaps(first: number, count: number): boolean {
    return (this.#after(first)?.first ?? Number.POSITIVE_INFINITY) < first + count;
  }

  /** Whether all of them are. */
  covers(first: number, count: number): boolean {
    const range = this.#after(first);
    return range !== undefined && range.first <= first && first + count <= range.end;
  }

  /** The first range that ends after a number. */
  #after(number: number): { readonly first: number; readonly end: number } | undefined {
    if (!this.#sorted) this.#sort();
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle]!.end <= number) low = middle + 1;
      else high = middle;
    }
    return this.#ranges[low];
  }

  #sort(): void {
    const merged: { first: number; end: number }[] = [];
    for (const range of this.#ranges.toSorted((a, b) => a.first - b.first)) {
      const last = merged.at(-1);
      if (last !== undefined && range.first <= last.end) last.end = Math.max(last.end, range.end);
      else merged.push({ ...range });
    }
    this.#ranges = merged;
    this.#sorted = true;
  }
}
