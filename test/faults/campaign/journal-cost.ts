import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Trial, type TrialOptions } from '../trial.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

/** Seconds of work, so that beginning and ending do not count for much. */
const fragments = 2_000_000;
/**
 * On a machine that others share, two equal runs differ by a tenth; the median of so many pairs is known to one or two
 * per cent.
 */
const pairs = 61;
/** Ranks, from 0, of the ratios between which the median is with a probability of 95 % (binomial distribution). */
const likelyRanks = [22, 38] as const;
/** Share of the throughput that the journal may cost, in per cent. */
const mostCost = 5;

/**
 * Runs a job of 64-byte fragments with and without a journal, side by side in random order, and tells the median ratio.
 */
export async function journalCostPart({ random, runtime, say }: CampaignSettings): Promise<PartOutcome> {
  const seen: { readonly on: number; readonly off: number }[] = [];
  // The first pair warms up what there is to be warmed.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const perSecond = { on: 0, off: 0 };
    for (const journal of random() < 0.5 ? (['on', 'off'] as const) : (['off', 'on'] as const))
      perSecond[journal] = fragments / (await measure(runtime, journal === 'on' ? [] : ['--no-resume']));
    const told = `${Math.round(perSecond.on)} fragments/s with a journal, ${Math.round(perSecond.off)} without`;
    say(`pair ${pair}: ${told}${pair > 0 ? '' : ', not counted'}`);
    if (pair > 0) seen.push(perSecond);
  }
  const costs = seen.map(({ on, off }) => 100 * (1 - on / off)).toSorted((a, b) => a - b);
  const cost = median(costs);
  const [low, high] = likelyRanks.map((rank) => costs[rank]!.toFixed(1));
  const [on, off] = [median(seen.map((pair) => pair.on)), median(seen.map((pair) => pair.off))];
  return {
    passed: cost <= mostCost,
    told: `64 B: ${Math.round(on)} fragments/s with a journal, ${Math.round(off)} without: it costs ${cost.toFixed(1)} % (95 %: ${low} to ${high}), medians of ${pairs} pairs, ${runtime}`,
  };
}

/** Seconds from asking for a job's first fragment until its merger has ended. */
async function measure(runtime: TrialOptions['runtime'], args: readonly string[]): Promise<number> {
  const trial = await Trial.begin({
    package: 'many',
    runtime,
    args: ['--data', 'count', '--out', 'results', ...args],
  });
  try {
    await writeFile(join(trial.root, 'count'), String(fragments));
    // What the run before left for the disk is not paid by this one.
    await execa('sync');
    const chief = trial.start(null);
    const end = await chief.ended;
    if (end.exitCode !== 0 || end.report === null) throw new Error(end.stderr);
    return end.report.job.seconds.running;
  } finally {
    await trial.end();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
