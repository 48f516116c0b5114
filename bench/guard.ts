import type { Comparison } from './measure.ts';
import { identityWork, type Work } from './work.ts';

/** What Butcher is to be against `Pool(2).imap`, as a short run measures it. */
export interface Guarded {
  readonly work: Work;
  /**
   * Median of its rate against that of `Pool(2).imap` in runs of about half a second on two cores, measured with
   * `GUARD=show npm test -- test/bench/guard.test.ts`. Lower than what `npm run bench -- --full` measures, as the first
   * moments, in which workers still start, are a larger part of so short a run.
   */
  readonly ratio: number;
}

export const guarded: readonly Guarded[] = [
  { work: identityWork(64), ratio: 13 },
  { work: identityWork(64 * 1024), ratio: 2.7 },
  { work: identityWork(1024 * 1024), ratio: 1.9 },
];

/** A change may not lose more than this part of a ratio: what remains beyond is more than the noise of one machine. */
const mostLost = 1 / 3;

/** Ratio of the second contestant to the first. */
export function ratioOf({ standings }: Comparison): number {
  return standings[1]!.ratio.median;
}

export function isHeld({ ratio }: Guarded, measured: number): boolean {
  return measured >= ratio * (1 - mostLost);
}
