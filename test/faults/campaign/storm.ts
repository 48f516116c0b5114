import { patientProcessor } from '../packages.ts';
import { runFaultless } from '../steps.ts';
import { type Strike, storm } from '../storm.ts';
import { Trial } from '../trial.ts';
import type { CampaignSettings, PartOutcome } from './part.ts';

/** 1,000 fragments whose job loses a worker every second, and the merger twice. */
export async function stormPart({ runtime }: CampaignSettings): Promise<PartOutcome> {
  const { tar } = await runFaultless({ package: 'thousand', runtime: 'process' });
  const args = ['--processor', patientProcessor, '--retries', '100'];
  const trial = await Trial.begin({ package: 'thousand', runtime, args });
  try {
    const { mishap, struck } = storm(trial, runtime, everySecond());
    const [end] = await trial.survive([mishap]);
    await trial.assertOutcome(tar, 'after the storm');
    const { retried } = end!.report!.job.counts;
    return {
      passed: end!.exitCode === 0 && struck() > 5,
      told: `1000 fragments, ${struck()} sandboxes killed, ${retried} tries again: same bytes, ${runtime}`,
    };
  } finally {
    await trial.end();
  }
}

function* everySecond(): Generator<Strike> {
  for (let second = 1; ; second += 1) {
    yield { afterMs: 1000, role: 'worker', signal: 'SIGKILL' };
    if (second === 3 || second === 7) yield { afterMs: 0, role: 'merger', signal: 'SIGKILL' };
  }
}
