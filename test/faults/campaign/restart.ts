import { resumeDurable } from '../durable-results.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

const few = 1000;
const many = 100_000;
const mostSeconds = 10;
/** What so many more results may cost in the chief's memory: their records, and nothing of their bytes. */
const mostGrowthBytes = 64 * 1024 * 1024;

/** A chief goes on with a job that has many results on disk: how soon, and with how much memory. */
export async function restartPart({ say }: CampaignSettings): Promise<PartOutcome> {
  const small = await resumeDurable(few);
  const large = await resumeDurable(many);
  for (const { end, expected, finished } of [small, large])
    if (end.exitCode !== 0 || finished !== expected)
      return {
        passed: false,
        told: `exit ${end.exitCode}, ${finished} instead of ${expected}: ${end.stderr}`,
      };
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  say(`${few}: ${small.caughtUpSeconds.toFixed(1)} s, peak ${mebibytes(small.peakBytes)} MiB`);
  say(`${many}: ${large.caughtUpSeconds.toFixed(1)} s, peak ${mebibytes(large.peakBytes)} MiB`);
  return {
    passed: large.caughtUpSeconds <= mostSeconds && large.peakBytes - small.peakBytes <= mostGrowthBytes,
    told: `${many} durable results merged again ${large.caughtUpSeconds.toFixed(1)} s after the start, peak ${mebibytes(large.peakBytes)} MiB (${few} results: ${mebibytes(small.peakBytes)} MiB)`,
  };
}
