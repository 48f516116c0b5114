import type { Fault } from './fault.ts';
import { type Mend, surviveMending } from './mended-trial.ts';

/** The steps where results of two mergers or processors could be mixed; `npm run faults` tries every one. */
const named: readonly (readonly [Mend, Fault])[] = [
  ['processor', { kind: 'tear', step: 'writev home/jobs/ID/journal', nth: 1 }],
  ['splitter', { kind: 'kill-after', step: 'datasync home/jobs/ID/journal', nth: 1 }],
];

describe('a chief that is killed while it goes on with mended code', function () {
  this.timeout(180_000);

  for (const [mend, fault] of named)
    it(`at ${fault.step}, merges everything once, each by the right ${mend}`, () =>
      surviveMending(mend, 'process', [fault]));
});
