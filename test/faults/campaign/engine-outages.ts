import { type Outage, outage } from '../outage.ts';
import { patientProcessor } from '../packages.ts';
import { PrivateEngine } from '../private-engine.ts';
import { servedJobSurvives } from '../served-outage.ts';
import { runFaultless } from '../steps.ts';
import { Trial } from '../trial.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

const minuteMs = 60_000;
const outages: readonly (readonly [Outage, number])[] = [
  ['SIGKILL', 0],
  ['SIGTERM', 0],
  ['SIGKILL', minuteMs],
  ['SIGTERM', minuteMs],
  ['SIGSTOP', minuteMs],
];

/**
 * An engine that is killed, stopped and hung under running jobs, of the command line and of a chief that serves: they
 * end in the bytes of a run that nothing befell, or say that the engine is unavailable and go on once it is back.
 */
export async function engineOutagesPart({ say }: CampaignSettings): Promise<PartOutcome> {
  const { tar } = await runFaultless({ package: 'thousand', runtime: 'process' });
  const engine = await PrivateEngine.start();
  const wrong: string[] = [];
  try {
    for (const [how, forMs] of outages) {
      const told = await survive(engine, how, forMs, tar).catch((error: Error) => error.message);
      say(`engine away by ${how} for ${forMs / 1000} s: ${told ?? 'same bytes, no container left'}`);
      if (told !== null) wrong.push(told);
    }
    const served = await servedJobSurvives(engine, 'SIGTERM', minuteMs, tar).catch(
      (error: Error) => error.message,
    );
    say(`under a chief that serves, for ${minuteMs / 1000} s: ${served ?? 'same bytes, by itself'}`);
    if (served !== null) wrong.push(served);
  } finally {
    await engine.end();
  }
  return {
    passed: wrong.length === 0,
    told: `${outages.length + 1 - wrong.length} of ${outages.length + 1} outages of a real engine survived`,
  };
}

/** Null when all was well. */
async function survive(
  engine: PrivateEngine,
  how: Outage,
  forMs: number,
  tar: Buffer,
): Promise<string | null> {
  const trial = await Trial.begin({
    package: 'thousand',
    runtime: 'docker',
    args: ['--processor', patientProcessor, '--retries', '0'],
    env: { DOCKER_HOST: engine.address },
  });
  const ends = await trial.survive([outage(engine, how, forMs)]);
  for (const { exitCode, report, stderr } of ends)
    if (exitCode !== 0 && report?.job.failure?.code !== 'engine-unavailable') return stderr;
  await trial.assertOutcome(tar, `engine away by ${how}`);
  const left = await engine.containers();
  await trial.end();
  return left.length === 0 ? null : `${left.length} containers are left`;
}
