import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayStart, type Suspect } from '../../../src/chief/queue/may-start.ts';

const jobs = fc
  .array(fc.record({ account: fc.constantFrom('ada', 'ben'), chiefDeaths: fc.nat({ max: 2 }) }), {
    maxLength: 12,
  })
  .map((all) =>
    all.map((job, index): Suspect => ({ ...job, id: `j${index}`, sequence: index + 1, memoryBytes: 1 })),
  );

describe('mayStart', () => {
  it('lets all others go, in their order, and at most one that may have ended a chief', () => {
    fc.assert(
      fc.property(jobs, fc.boolean(), fc.nat({ max: 12 }), (waiting, isTrying, horizon) => {
        const startable = mayStart(waiting, isTrying, horizon);
        assert.deepEqual(
          startable,
          waiting.filter((job) => startable.includes(job)),
        );
        const isCalm = ({ chiefDeaths }: Suspect) => chiefDeaths === 0;
        assert.deepEqual(startable.filter(isCalm), waiting.filter(isCalm));
        const suspects = waiting.filter((job) => !isCalm(job));
        const tried = startable.filter((job) => !isCalm(job));
        const isHeld = isTrying || waiting.some((job) => isCalm(job) && job.sequence <= horizon);
        assert.equal(tried.length, isHeld || suspects.length === 0 ? 0 : 1);
        for (const job of tried)
          assert.ok(suspects.every(({ chiefDeaths }) => chiefDeaths >= job.chiefDeaths));
      }),
    );
  });

  it('does not keep one waiting for jobs that were accepted after the chief began', () => {
    const [suspect, later] = [
      { id: 'a', account: 'ada', memoryBytes: 1, sequence: 3, chiefDeaths: 1 },
      { id: 'b', account: 'ben', memoryBytes: 1, sequence: 9, chiefDeaths: 0 },
    ];
    assert.deepEqual(mayStart([suspect, later], false, 8), [suspect, later]);
    assert.deepEqual(mayStart([suspect, later], false, 9), [later]);
  });
});
