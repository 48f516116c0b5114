import { readFile } from 'node:fs/promises';
import type { Fault } from './fault.ts';
import { pick } from './random.ts';
import { Trial, type TrialOptions } from './trial.ts';

/** A run that nothing befell: what every other one is compared with. */
export interface Faultless {
  readonly tar: Buffer;
  /** How often each step was done. */
  readonly steps: ReadonlyMap<string, number>;
}

export async function runFaultless(options: TrialOptions): Promise<Faultless> {
  const trial = await Trial.begin(options);
  try {
    trial.trace = `${trial.root}/trace`;
    await trial.survive([]);
    const tar = await readFile(trial.out);
    await trial.assertOutcome(tar, 'the faultless run');
    return { tar, steps: countSteps(await readFile(trial.trace, 'utf8')) };
  } finally {
    await trial.end();
  }
}

/** The steps of a chief that goes on with a job whose first chief met `interruption`. */
export async function recoverySteps(options: TrialOptions, interruption: Fault): Promise<Faultless['steps']> {
  const trial = await Trial.begin(options);
  try {
    await trial.start(null, interruption).ended;
    trial.trace = `${trial.root}/trace`;
    await trial.survive([]);
    return countSteps(await readFile(trial.trace, 'utf8'));
  } finally {
    await trial.end();
  }
}

export function countSteps(trace: string): Map<string, number> {
  const steps = new Map<string, number>();
  for (const step of trace.trimEnd().split('\n')) steps.set(step, (steps.get(step) ?? 0) + 1);
  return steps;
}

/** Kills before and after the first of each step, and one in the middle of each kind of writing. */
export function everyKill(steps: Faultless['steps'], random: () => number): Fault[] {
  const faults: Fault[] = [];
  for (const [step, times] of steps) {
    const somewhere = 1 + Math.floor(random() * times);
    faults.push({ kind: 'kill-before', step, nth: somewhere }, { kind: 'kill-after', step, nth: 1 });
    if (step.startsWith('write')) faults.push({ kind: 'tear', step, nth: 1 + Math.floor(random() * times) });
  }
  return faults;
}

/** A kill at any time of any step. */
export function someKill(steps: Faultless['steps'], random: () => number): Fault {
  const step = pick([...steps.keys()], random);
  const kinds = step.startsWith('write')
    ? (['kill-before', 'kill-after', 'tear'] as const)
    : (['kill-before', 'kill-after'] as const);
  return { kind: pick(kinds, random), step, nth: 1 + Math.floor(random() * steps.get(step)!) };
}
