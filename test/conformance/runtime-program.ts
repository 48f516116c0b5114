import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeDeath } from '../helpers/fake-harness.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';

/** The package that the suite runs, for adapters that run Python. */
export const runtimePackage = fileURLToPath(new URL('../fixtures/runtime-package/', import.meta.url));

/** The same package for the fake. */
export const runtimeProgram: FakeProgram = {
  *split(datasetPath) {
    yield Buffer.from(datasetPath);
    yield readFileSync(datasetPath);
    yield Buffer.alloc(0);
  },
  process(fragment, print) {
    if (fragment.length > 200) return fragment;
    const [command, argument = ''] = fragment.toString().split(' ');
    if (command === 'exit')
      throw new FakeDeath({ exitCode: Number(argument), oomKilled: false, peakMemoryBytes: null });
    if (command === 'print') {
      print('x'.repeat(Number(argument)));
      return Buffer.from('printed');
    }
    if (command === 'sleep') return new Promise(() => {});
    return fragment;
  },
  merge: (result, { resultsFolder }) => appendFileSync(join(resultsFolder, 'merged'), result),
  finish: ({ resultsFolder, jobName }) => writeFileSync(join(resultsFolder, 'finished'), jobName),
};
