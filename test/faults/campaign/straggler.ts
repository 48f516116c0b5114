import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trial } from '../trial.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

/** As in the package `uneven`. */
const fragmentSeconds = 0.02;
const slowPace = 20;
const fragments = 1500;
const workers = 3;
const mostTimes = 1.5;

/** One of three workers sleeps 20 times as long on every fragment: how long the job runs beside the best division. */
export async function stragglerPart({ say }: CampaignSettings): Promise<PartOutcome> {
  const trial = await Trial.begin({
    package: 'uneven',
    // Only here can a worker find out that it is the slow one.
    runtime: 'process',
    args: ['--data', 'count', '--workers', String(workers), '--out', 'results'],
  });
  try {
    await writeFile(join(trial.root, 'count'), String(fragments));
    const end = await trial.start(null).ended;
    if (end.report?.job.state !== 'done') return { passed: false, told: end.stderr };
    const bySlow = Number(await readFile(join(trial.root, 'results', 'slow'), 'utf8'));
    const { running } = end.report.job.seconds;
    const ideal = (fragments * fragmentSeconds) / (workers - 1 + 1 / slowPace);
    say(`the slow worker gave ${bySlow} of ${fragments} results`);
    return {
      passed: bySlow > 0 && running <= mostTimes * ideal,
      told: `one of ${workers} workers ${slowPace} times slower: ${running.toFixed(1)} s, ${(running / ideal).toFixed(2)} times the ideal`,
    };
  } finally {
    await trial.end();
  }
}
