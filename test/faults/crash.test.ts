import { join } from 'node:path';
import { flipBit } from './damage.ts';
import type { Fault } from './fault.ts';
import { killAfterDelay } from './kill-after-delay.ts';
import { seededRandom } from './random.ts';
import { type Faultless, runFaultless, someKill } from './steps.ts';
import { type Mishap, Trial, type TrialOptions } from './trial.ts';

const options: TrialOptions = { package: 'chained', runtime: 'process' };
const seed = Number(process.env.BUTCHER_FAULTS_SEED ?? 5);

/** The steps at which most could be lost; `npm run faults` tries every one. */
const named: readonly Fault[] = [
  { kind: 'tear', step: 'writev home/jobs/ID/journal', nth: 2 },
  { kind: 'kill-after', step: 'link out/results.tar', nth: 1 },
];

describe(`a chief that is killed (seed ${seed})`, function () {
  this.timeout(180_000);
  const random = seededRandom(seed);
  let faultless: Faultless;
  before(async () => {
    faultless = await runFaultless(options);
  });

  async function assertSurvived(mishaps: readonly Mishap[]): Promise<void> {
    const trial = await Trial.begin(options);
    await trial.survive(mishaps);
    await trial.assertOutcome(faultless.tar, JSON.stringify(mishaps));
    await trial.end();
  }

  for (const fault of named)
    it(`at ${fault.step}, leaves a job that ends in the same bytes`, () => assertSurvived([fault]));

  it('at any step, and again while it goes on, leaves a job that ends in the same bytes', () =>
    assertSurvived([someKill(faultless.steps, random), someKill(faultless.steps, random)]));

  it('and whose disk then loses some bits, leaves a job that ends in the same bytes', async () => {
    const trial = await Trial.begin(options);
    // Busy machines journal in fewer and larger writes, so a late one may never come.
    await trial.start(null, { kind: 'kill-after', step: 'writev home/jobs/ID/journal', nth: 2 }).ended;
    const folder = join(trial.home, 'jobs', (await trial.keptId())!);
    const flips: string[] = [];
    for (let count = 0; count < 4; count += 1) flips.push(await flipBit(folder, random));
    await trial.survive([]);
    await trial.assertOutcome(faultless.tar, flips.join(', '));
    await trial.end();
  });

  it('from outside leaves a job that ends in the same bytes', () =>
    assertSurvived([killAfterDelay(500 + 1500 * random())]));
});
