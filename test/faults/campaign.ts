import { parseArgs } from 'node:util';
import { describeFault } from './fault.ts';
import { killAfterDelay } from './kill-after-delay.ts';
import { seededRandom } from './random.ts';
import { everyKill, runFaultless, someKill } from './steps.ts';
import { type Mishap, Trial, type TrialOptions } from './trial.ts';

// `npm run faults`: kills the chief at every step and at many random moments, twice in a row now and then, and compares
// the results with those of a run that nothing befell. Repeat a run by its seed.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '200' },
    runtime: { type: 'string', default: 'process' },
    'no-steps': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const random = seededRandom(seed);
const options: TrialOptions = {
  package: 'chained',
  runtime: values.runtime === 'docker' ? 'docker' : 'process',
};
console.log(`seed ${seed}, ${options.runtime}`);

const startedAt = performance.now();
const { tar, steps } = await runFaultless(options);
const faultlessMs = performance.now() - startedAt;
console.log(`faultless: ${tar.length} bytes, ${steps.size} steps, ${(faultlessMs / 1000).toFixed(1)} s`);

const trials: (readonly Mishap[])[] = [];
if (!values['no-steps']) for (const fault of everyKill(steps, random)) trials.push([fault]);
for (let kill = 0; kill < Number(values.kills); kill += 1) {
  const once = () => (random() < 0.5 ? killAfterDelay(random() * faultlessMs) : someKill(steps, random));
  trials.push(random() < 0.3 ? [once(), once()] : [once()]);
}

let failed = 0;
for (const [index, mishaps] of trials.entries()) {
  const what = mishaps
    .map((mishap) => (typeof mishap === 'object' ? describeFault(mishap) : mishap.name))
    .join(', then ');
  const trial = await Trial.begin(options);
  try {
    await trial.survive(mishaps);
    await trial.assertOutcome(tar, what);
    console.log(`${index + 1}/${trials.length} same bytes: ${what}`);
    await trial.end();
  } catch (error) {
    failed += 1;
    console.log(
      `${index + 1}/${trials.length} FAILED: ${what} (seed ${seed}, kept in ${trial.root})\n${(error as Error).message}`,
    );
  }
}
console.log(
  `seed ${seed}: ${trials.length - failed} of ${trials.length} trials ended in the faultless bytes`,
);
process.exitCode = failed === 0 ? 0 : 1;
