import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Claimant, nextJob } from '../../../src/chief/queue/next-job.ts';
import { queueOrder } from '../../../src/chief/queue/queue-order.ts';

const account = fc.constantFrom('ada', 'ben', 'cleo');
const jobs = fc.array(
  fc.record({ id: fc.uuid(), account, memoryBytes: fc.constant(1), sequence: fc.nat() }),
  {
    maxLength: 20,
  },
);
const noBounds = {
  running: Number.POSITIVE_INFINITY,
  reserved: 0,

  aloneBytes: 1e9,
  memoryBytes: Number.POSITIVE_INFINITY,
};

describe('queueOrder', () => {
  it('is the order in which nextJob starts jobs where nothing bounds them', () => {
    fc.assert(
      fc.property(jobs, jobs, (waiting, running) => {
        const started: Claimant[] = [];
        const left = [...waiting];
        for (;;) {
          const next = nextJob(left, [...running, ...started], noBounds);
          if (next === null) break;
          started.push(next);
          left.splice(left.indexOf(next), 1);
        }
        assert.deepEqual(queueOrder(waiting, running), started);
      }),
    );
  });

  it('orders ten thousand jobs, of one account as they came', () => {
    const of = (whose: (index: number) => string) =>
      Array.from({ length: 10_000 }, (_, index) => ({
        ...{ id: String(index), account: whose(index), memoryBytes: 1, sequence: index },
      }));
    const one = queueOrder(
      of(() => 'ada'),
      [],
    );
    assert.deepEqual(
      one.map(({ id }) => Number(id)),
      Array.from(one.keys()),
    );
    assert.equal(queueOrder(of(String), []).length, 10_000);
  });
});
