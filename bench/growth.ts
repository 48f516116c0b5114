import type { PeakMemory } from '../src/model/job-report.ts';
import type { Contestant, Run } from './contestant.ts';
import { type Spread, spread } from './measure.ts';
import { identityWork, type Work } from './work.ts';

export interface GrowthPoint {
  readonly work: Work;
  readonly fragments: number;
  readonly secondsPerFragment: Spread;
  /** Largest resident memory of the chief in any round; null where it was not measured. */
  readonly peakBytes: number | null;
  /** The same of its containers, by role. */
  readonly containerPeaks: PeakMemory;
}

export const smallGrowth = [1e3, 1e4, 1e5, 1e6].map((fragments) => ({ work: identityWork(64), fragments }));
export const streamGrowth = [1, 10].map((gib) => ({ work: identityWork(1024 ** 2), fragments: gib * 1024 }));

/** Whether time per fragment and the chief's memory stay the same while a job grows. */
export async function measureGrowth(
  contestant: Contestant,
  steps: readonly { readonly work: Work; readonly fragments: number }[],
  rounds: number,
): Promise<GrowthPoint[]> {
  const runs = steps.map(() => [] as Run[]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, step] of steps.entries())
      runs[index]!.push(await contestant.run(step.work, step.fragments));
  }
  return steps.map((step, index) => {
    const peaks = runs[index]!.map((run) => run.peakBytes).filter((bytes) => bytes !== null);
    return {
      ...step,
      secondsPerFragment: spread(runs[index]!.map((run) => run.seconds / run.fragments)),
      peakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
      containerPeaks: {
        splitter: highest(runs[index]!, 'splitter'),
        worker: highest(runs[index]!, 'worker'),
        merger: highest(runs[index]!, 'merger'),
      },
    };
  });
}

function highest(runs: readonly Run[], role: keyof PeakMemory): number | null {
  const peaks = runs.flatMap(({ containerPeaks }) => containerPeaks?.[role] ?? []);
  return peaks.length > 0 ? Math.max(...peaks) : null;
}
