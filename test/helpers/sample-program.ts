import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeProgram } from './fake-script.ts';

/** Numbers the fragments of a text, turns each around and writes them one after the other. */
export function sampleProgram(text: string, fragments: number): FakeProgram {
  return {
    *split() {
      for (let n = 1; n <= fragments; n += 1) yield Buffer.from(`${text} ${n}`);
    },
    process: (fragment) => Buffer.from([...fragment.toString()].reverse().join('')),
    merge: (result, { resultsFolder }) => appendFile(join(resultsFolder, 'lines'), `${result}\n`),
  };
}
