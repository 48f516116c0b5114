import { buffer } from 'node:stream/consumers';
import { tarMembers } from '../../test/helpers/compare-tars.ts';
import { tarOf } from '../../test/helpers/served-chief.ts';

export interface Numbers {
  /** In every line of the results, so that they are nobody else's. */
  readonly word: string;
  readonly fragments: number;
  /** How long each takes. */
  readonly seconds: number;
}

/** A package whose results are a line for each fragment, and take as long as is said. */
export function numbersTar({ word, fragments, seconds }: Numbers): Promise<Buffer> {
  return buffer(
    tarOf({
      'Split.py': `def splitter(path):\n    for number in range(${fragments}):\n        yield b"%d" % number\n`,
      'Processor.py': `import time\n\n\ndef Processor(fragment):\n    time.sleep(${seconds})\n    return b"${word} " + fragment\n`,
      'Merge.py':
        'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment + b"\\n")\n',
    }),
  );
}

/** What is wrong with the results of such a job; null: nothing. */
export async function wrongNumbers(tar: Buffer, { word, fragments }: Numbers): Promise<string | null> {
  const expected = Array.from({ length: fragments }, (_, number) => `${word} ${number}\n`).join('');
  const members = await tarMembers(tar);
  const all = members.get('all')?.bytes.toString();
  return members.size === 1 && all === expected
    ? null
    : `results with ${[...members.keys()]}: ${all?.slice(0, 200)}`;
}
