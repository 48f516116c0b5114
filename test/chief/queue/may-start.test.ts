import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayStart, type Suspect } from '../../../src/chief/queue/may-start.ts';

const accounts = ['ada', 'ben', 'cleo'];
const jobs = fc
  .array(fc.record({ account: fc.constantFrom(...accounts), chiefDeaths: fc.nat({ max: 2 }) }), {
    maxLength: 12,
  })
  .map((all) =>
    all.map((job, index): Suspect => ({ ...job, id: `j${index}`, memoryBytes: 1, sequence: index })),
  );
const isCalm = ({ chiefDeaths }: Suspect) => chiefDeaths === 0;
const job = (id: string, account: string, chiefDeaths = 0): Suspect => ({
  ...{ id, account, chiefDeaths, memoryBytes: 1, sequence: 1 },
});

describe('mayStart', () => {
  it('lets all others go, in their order, and at most one that may have ended a chief', () => {
    fc.assert(
      fc.property(jobs, jobs, fc.func(fc.boolean()), (waiting, running, waited) => {
        const since = new Set(waiting.filter(({ id }) => waited(id)).map(({ id }) => id));
        const startable = mayStart(waiting, running, since);
        assert.deepEqual(
          startable,
          waiting.filter((job) => startable.includes(job)),
        );
        assert.deepEqual(startable.filter(isCalm), waiting.filter(isCalm));
        const calm = waiting.filter((job) => isCalm(job) && since.has(job.id));
        const free = waiting.filter(
          (suspect) =>
            !isCalm(suspect) &&
            running.every(isCalm) &&
            calm.every(
              ({ account }) =>
                account !== suspect.account && running.some((other) => other.account === account),
            ),
        );
        const tried = startable.filter((job) => !isCalm(job));
        assert.equal(tried.length, Math.min(1, free.length));
        for (const job of tried) {
          assert.ok(free.includes(job));
          assert.ok(free.every(({ chiefDeaths }) => chiefDeaths >= job.chiefDeaths));
        }
      }),
    );
  });

  it('does not keep one waiting for jobs that were accepted after the chief began', () => {
    const [suspect, later] = [job('a', 'ada', 1), job('b', 'ben')];
    assert.deepEqual(mayStart([suspect, later], [], new Set(['a'])), [suspect, later]);
    assert.deepEqual(mayStart([suspect, later], [], new Set(['a', 'b'])), [later]);
  });

  it('does not keep one waiting for more than one job of another account, however many wait', () => {
    const many = Array.from({ length: 100 }, (_, each) => job(`b${each}`, 'ben'));
    const interrupted = job('a', 'ada', 1);
    const since = new Set([interrupted, ...many].map(({ id }) => id));
    assert.ok(!mayStart([interrupted, ...many], [], since).includes(interrupted));
    const [first, ...others] = many;
    assert.ok(mayStart([interrupted, ...others], [first!], since).includes(interrupted));
    const own = job('a2', 'ada');
    since.add('a2');
    assert.ok(!mayStart([interrupted, own, ...others], [first!], since).includes(interrupted));
  });
});
