import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepJobFolders } from '../../src/home/job-folders.ts';
import { jobLayout } from '../../src/jobs/disk/job-layout.ts';
import { resultsFolder } from '../../src/runtime/runtime.ts';
import type { Fault } from './fault.ts';
import { packageFolder } from './packages.ts';
import { countSteps, type Faultless } from './steps.ts';
import { Trial, type TrialOptions } from './trial.ts';

const fragments = 120;
const name = 'unmended';

/** What is changed beside the merger's typo, and which results are then made anew. */
export const mends = {
  merger: { file: 'Merge.py', from: '"result"', to: '"results"', again: () => false },
  processor: { file: 'Processor.py', from: ' v1 ', to: ' v2 ', again: () => true },
  splitter: {
    file: 'Split.py',
    from: '(number, ',
    to: '(number if number not in (7, 63) else number + 900, ',
    again: (number: number) => number === 7 || number === 63,
  },
} as const;

export type Mend = keyof typeof mends;

/** A job that failed at its very end, and its package mended. */
interface Failed {
  readonly trial: Trial;
  readonly id: string;
  readonly mended: string;
  /** A line for each result: its number, chance, and the version of its processor. */
  readonly before: readonly string[];
}

async function fail(mend: Mend, runtime: TrialOptions['runtime']): Promise<Failed> {
  const trial = await Trial.begin({ package: name, runtime });
  const end = await trial.start(null).ended;
  assert.equal(end.report?.job.failure?.stage, 'finish', end.stderr);
  const id = (await trial.keptId())!;
  const mended = join(trial.root, name);
  await cp(packageFolder(name), mended, { recursive: true });
  for (const { file, from, to } of [mends.merger, mends[mend]]) {
    const text = await readFile(join(mended, file), 'utf8');
    await writeFile(join(mended, file), text.replace(from, to));
  }
  const results = resultsFolder(jobLayout(join(trial.home, 'jobs', id)), name);
  return { trial, id, mended, before: linesOf(await readFile(join(results, 'all'))) };
}

/** The steps of a chief that goes on with mended code. */
export async function mendingSteps(
  mend: Mend,
  runtime: TrialOptions['runtime'],
): Promise<Faultless['steps']> {
  const { trial, id, mended } = await fail(mend, runtime);
  trial.trace = `${trial.root}/trace`;
  const end = await trial.start(id, null, ['--package', mended]).ended;
  assert.equal(end.exitCode, 0, end.stderr);
  const steps = countSteps(await readFile(trial.trace, 'utf8'));
  await trial.end();
  return steps;
}

/**
 * Goes on with mended code while these faults befall one chief after the other, then in peace: without a word of the
 * package where the job has it already, else with it. Fails unless every result was merged once, each by the right
 * processor, and nothing that was kept was made anew.
 */
export async function surviveMending(
  mend: Mend,
  runtime: TrialOptions['runtime'],
  faults: readonly Fault[],
): Promise<void> {
  const what = `${mend}: ${JSON.stringify(faults)}`;
  const { trial, id, mended, before } = await fail(mend, runtime);
  const kept = async () => (await trial.keptId()) !== null;
  for (const fault of faults) if (await kept()) await trial.start(id, fault, ['--package', mended]).ended;
  if (await kept()) {
    const alone = await trial.start(id).ended;
    const isUnmended = alone.report?.job.failure?.stage === 'finish';
    assert.ok(alone.exitCode === 0 || isUnmended, `${what}: ${alone.stderr}`);
  }
  if (await kept()) {
    const end = await trial.start(id, null, ['--package', mended]).ended;
    assert.equal(end.exitCode, 0, `${what}: ${end.stderr}`);
  }
  // A chief that was killed at the very end leaves its job's folder to the next one.
  await sweepJobFolders(trial.home, Date.now());
  const tar = await readFile(trial.out);
  const after = linesOf(tar);
  assert.equal(after.length, fragments, what);
  for (const [index, line] of after.entries()) {
    const isAgain = mends[mend].again(index + 1);
    assert.equal(line !== before[index], isAgain, `${what}: ${line}`);
    if (mend === 'processor') assert.match(line, new RegExp(`^${index + 1} .* v2$`), what);
  }
  await trial.assertOutcome(tar, what);
  await trial.end();
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString('latin1').match(/\d+ [0-9a-f]{16} v\d/g) ?? [];
}
