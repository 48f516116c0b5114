import type { Comparison } from './measure.ts';
import { identityWork, type Work } from './work.ts';

/** What Butcher is to be against `Pool(2).imap`, as a short run measures it. */
export interface Guarded {
  readonly work: Work;
  /**
   * Best of up to three rounds of its rate against that of `Pool(2).imap` in runs of about half a second on two cores,
   * measured with `GUARD=show npm test -- test/bench/guard.engine.test.ts`. Lower than what `npm run bench -- --full`
   * measures, as the first moments, in which workers still start, are a larger part of so short a run.
   */
  readonly ratio: number;
}

export const guarded: readonly Guarded[] = [
  { work: identityWork(64), ratio: 15 },
  { work: identityWork(1024 * 1024), ratio: 2.1 },
];

/** A change may not lose more than this part of a ratio: what remains beyond is more than the noise of one machine. */
const mostLost = 1 / 3;

/** Best ratio of the second contestant to the first: what is slower is so in every round, noise is not. */
export function ratioOf({ standings }: Comparison): number {
  return standings[1]!.ratio.highest;
}

export function isHeld({ ratio }: Guarded, measured: number): boolean {
  return measured >= ratio * (1 - mostLost);
}
