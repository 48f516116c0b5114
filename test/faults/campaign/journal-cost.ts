import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trial, type TrialOptions } from '../trial.ts';
import { watchChief } from '../watch-chief.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

/** Seconds of work, so that beginning and ending do not count for much. */
const fragments = 4_000_000;
const rounds = 11;
/** How much of the throughput without a journal there must still be with one. */
const leastShare = 0.95;

/** Runs a job of 64-byte fragments with and without a journal in turn, and compares the medians of their throughput. */
export async function journalCostPart({ runtime, say }: CampaignSettings): Promise<PartOutcome> {
  const perSecond: Record<'on' | 'off', number[]> = { on: [], off: [] };
  const cpu: Record<'on' | 'off', number[]> = { on: [], off: [] };
  // The first round warms up what there is to be warmed.
  for (let round = 0; round <= rounds; round += 1)
    for (const journal of round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
      const { seconds, cpuSeconds } = await measure(runtime, journal === 'on' ? [] : ['--no-resume']);
      const counted = round > 0;
      say(
        `journal ${journal}: ${Math.round(fragments / seconds)} fragments/s, ${cpuSeconds.toFixed(2)} s of the chief's CPU${counted ? '' : ', not counted'}`,
      );
      if (!counted) continue;
      perSecond[journal].push(fragments / seconds);
      cpu[journal].push(cpuSeconds);
    }
  const [on, off] = [median(perSecond.on), median(perSecond.off)];
  const cost = 100 * (1 - on / off);
  return {
    passed: on >= leastShare * off,
    told: `64 B: ${Math.round(on)} fragments/s with a journal, ${Math.round(off)} without: it costs ${cost.toFixed(1)} %, medians of ${rounds}, ${runtime}; the chief's CPU ${median(cpu.on).toFixed(2)} and ${median(cpu.off).toFixed(2)} s`,
  };
}

async function measure(
  runtime: TrialOptions['runtime'],
  args: readonly string[],
): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const trial = await Trial.begin({
    package: 'many',
    runtime,
    args: ['--data', 'count', '--out', 'results', ...args],
  });
  try {
    await writeFile(join(trial.root, 'count'), String(fragments));
    const chief = trial.start(null);
    const [end, { cpuSeconds }] = await Promise.all([chief.ended, watchChief(chief)]);
    if (end.exitCode !== 0 || end.report === null) throw new Error(end.stderr);
    return { seconds: end.report.job.seconds.running, cpuSeconds };
  } finally {
    await trial.end();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
