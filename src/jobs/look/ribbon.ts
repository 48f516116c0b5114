/** Most cells of a ribbon. */
export const mostCells = 600;

/** Consecutive fragments. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/**
 * How many fragments of each cell are in which state. Each list has an entry for each cell; all but `retried`, which
 * counts tries beyond the first, exclude each other and add up to the cell's fragments.
 */
export interface RibbonCells {
  readonly waiting: readonly number[];
  /** A worker has it. */
  readonly inHand: readonly number[];
  /** Its result is there and not merged yet. */
  readonly kept: readonly number[];
  readonly merged: readonly number[];
  readonly skipped: readonly number[];
  readonly failed: readonly number[];
  readonly retried: readonly number[];
}

export interface RibbonLook {
  /** Fragments of a cell: cell i has those from i * cell + 1 on. The last may not be full. */
  readonly cell: number;
  readonly cells: RibbonCells;
}

type Counted = 'results' | 'merged' | 'skipped' | 'failed' | 'retried';

/**
 * Where the fragments of a job are on their way, counted in at most {@link mostCells} cells: what it takes does not
 * grow with the job, and noting something costs a step for each cell that it touches. Cells become twice as wide when
 * the job outgrows them. Pure.
 */
export class Ribbon {
  #cell = 1;
  readonly #counts: Readonly<Record<Counted, Float64Array>> = {
    results: new Float64Array(mostCells),
    merged: new Float64Array(mostCells),
    skipped: new Float64Array(mostCells),
    failed: new Float64Array(mostCells),
    retried: new Float64Array(mostCells),
  };

  /** Results of these fragments are there. */
  results(range: Range): void {
    this.#add('results', range);
  }

  merged(range: Range): void {
    this.#add('merged', range);
  }

  /** A merger begins anew: nothing is merged. */
  mergesAnew(): void {
    this.#counts.merged.fill(0);
  }

  skipped(fragment: number): void {
    this.#add('skipped', { first: fragment, count: 1 });
  }

  /** The job ends with it. */
  failed(fragment: number): void {
    this.#add('failed', { first: fragment, count: 1 });
  }

  retried(fragment: number): void {
    this.#add('retried', { first: fragment, count: 1 });
  }

  /** As it is, with `newest` fragments yielded and these in the hands of workers, some of them of two. */
  look(newest: number, inHand: readonly Range[]): RibbonLook {
    this.#widenTo(newest);
    const length = Math.ceil(newest / this.#cell);
    const { results, merged, skipped, failed, retried } = this.#counts;
    const hands = new Float64Array(mostCells);
    for (const range of united(inHand)) this.#addTo(hands, within(range, newest));
    const cells = { waiting: [], inHand: [], kept: [], merged: [], skipped: [], failed: [], retried: [] } as {
      [Key in keyof RibbonCells]: number[];
    };
    for (let at = 0; at < length; at += 1) {
      const size = Math.min(this.#cell, newest - at * this.#cell);
      const done = Math.min(size, results[at]! + skipped[at]! + failed[at]!);
      // A second copy may be out of what is done already.
      const held = Math.min(hands[at]!, size - done);
      cells.waiting.push(size - done - held);
      cells.inHand.push(held);
      cells.merged.push(Math.min(merged[at]!, results[at]!));
      cells.kept.push(Math.max(0, results[at]! - merged[at]!));
      cells.skipped.push(skipped[at]!);
      cells.failed.push(failed[at]!);
      cells.retried.push(retried[at]!);
    }
    return { cell: this.#cell, cells };
  }

  #add(what: Counted, range: Range): void {
    this.#widenTo(range.first + range.count - 1);
    this.#addTo(this.#counts[what], range);
  }

  #addTo(counts: Float64Array, { first, count }: Range): void {
    const end = first + count;
    for (let from = first; from < end; ) {
      const at = Math.floor((from - 1) / this.#cell);
      const to = Math.min(end, (at + 1) * this.#cell + 1);
      counts[at] = counts[at]! + to - from;
      from = to;
    }
  }

  #widenTo(last: number): void {
    while (last > this.#cell * mostCells) {
      this.#cell *= 2;
      for (const counts of Object.values(this.#counts)) halve(counts);
    }
  }
}

function halve(counts: Float64Array): void {
  const half = counts.length / 2;
  for (let at = 0; at < half; at += 1) counts[at] = counts[2 * at]! + counts[2 * at + 1]!;
  counts.fill(0, half);
}

/** The same fragments, each once. */
function united(ranges: readonly Range[]): readonly Range[] {
  const once: Range[] = [];
  let end = 0;
  for (const { first, count } of ranges.toSorted((a, b) => a.first - b.first)) {
    const from = Math.max(first, end);
    if (first + count > from) once.push({ first: from, count: first + count - from });
    end = Math.max(end, first + count);
  }
  return once;
}

function within({ first, count }: Range, newest: number): Range {
  return { first, count: Math.max(0, Math.min(count, newest + 1 - first)) };
}
