import { type Contestant, fragmentsFor, type Run } from './contestant.ts';
import type { Work } from './work.ts';

/** A value measured several times. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface Standing {
  readonly contestant: string;
  readonly fragments: number;
  readonly fragmentsPerSecond: Spread;
  readonly bytesPerSecond: Spread;
  /** Rate against the first contestant's, round by round. */
  readonly ratio: Spread;
  readonly totalSeconds: Spread;
  readonly peakBytes: number | null;
}

export interface Comparison {
  readonly work: Work;
  readonly rounds: number;
  /** The first is what the others are compared with. */
  readonly standings: readonly Standing[];
}

/**
 * Lets the contestants do the same work in turn, round after round, so that whatever else the machine does meets all
 * of them alike. Each gets as many fragments as keep it busy for about `seconds`.
 */
export async function compare(
  work: Work,
  contestants: readonly Contestant[],
  options: {
    readonly rounds: number;
    readonly seconds: number;
    readonly onRun: (contestant: Contestant) => void;
  },
): Promise<Comparison> {
  const runs = contestants.map(() => [] as Run[]);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      options.onRun(contestant);
      runs[index]!.push(await contestant.run(work, fragmentsFor(contestant, work, options.seconds)));
    }
  }
  const baseRates = runs[0]!.map(rate);
  const standings = contestants.map((contestant, index) => standingOf(contestant, runs[index]!, baseRates));
  return { work, rounds: options.rounds, standings };
}

function standingOf(contestant: Contestant, runs: readonly Run[], baseRates: readonly number[]): Standing {
  const peaks = runs.map((run) => run.peakBytes).filter((bytes) => bytes !== null);
  return {
    contestant: contestant.name,
    fragments: runs[0]!.fragments,
    fragmentsPerSecond: spread(runs.map(rate)),
    bytesPerSecond: spread(runs.map((run) => run.bytes / run.seconds)),
    ratio: spread(runs.map((run, round) => rate(run) / baseRates[round]!)),
    totalSeconds: spread(runs.map((run) => run.totalSeconds)),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
  };
}

function rate(run: Run): number {
  return run.fragments / run.seconds;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, lowest: sorted[0]!, highest: sorted.at(-1)! };
}
