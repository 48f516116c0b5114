import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Sharer, shares } from '../../../src/chief/queue/shares.ts';

const jobs = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    account: fc.constantFrom('ada', 'ben', 'cleo', 'dora'),
    wanted: fc.integer({ min: 1, max: 20 }),
    memoryBytes: fc.constant(3),
    workerBytes: fc.integer({ min: 1, max: 9 }),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const slots = fc.integer({ min: 1, max: 64 });
const roomy = (total: number) => ({ slots: total, memoryBytes: 1e6 });

describe('shares', () => {
  it('gives every job at least one and at most what it wants, and leaves no wanted slot free', () => {
    fc.assert(
      fc.property(jobs, slots, (running, total) => {
        const shared = shares(running, roomy(total));
        for (const { id, wanted } of running) {
          const share = shared.get(id) ?? 0;
          assert.ok(share >= 1 && share <= wanted);
        }
        const given = sum(running, shared);
        const wanted = running.reduce((all, job) => all + job.wanted, 0);
        assert.equal(given, Math.max(running.length, Math.min(total, wanted)));
      }),
    );
  });

  it('takes nothing from an account for one that has more', () => {
    fc.assert(
      fc.property(jobs, slots, (running, total) => {
        const shared = shares(running, roomy(total));
        for (const poor of running) {
          if (shared.get(poor.id)! === poor.wanted) continue;
          const own = of(poor.account, running, shared);
          for (const rich of running) {
            if (shared.get(rich.id)! === 1) continue;
            if (rich.account !== poor.account) assert.ok(of(rich.account, running, shared) <= own + 1);
            else assert.ok(shared.get(rich.id)! <= shared.get(poor.id)! + 1);
          }
        }
      }),
    );
  });

  it('gives no worker for which there is no memory, beside the first', () => {
    fc.assert(
      fc.property(jobs, slots, fc.nat(200), (running, total, memoryBytes) => {
        const shared = shares(running, { slots: total, memoryBytes });
        const taken = running.reduce(
          (all, { id, memoryBytes: least, workerBytes }) => all + least + (shared.get(id)! - 1) * workerBytes,
          0,
        );
        assert.ok(taken <= Math.max(memoryBytes, 3 * running.length));
      }),
    );
  });

  it('shares by account first, then by job', () => {
    const running = [
      { id: 'a', account: 'ada' },
      { id: 'b1', account: 'ben' },
      { id: 'b2', account: 'ben' },
    ].map((job) => ({ ...job, wanted: 8, memoryBytes: 3, workerBytes: 1 }));
    assert.deepEqual(
      [...shares(running, roomy(8))],
      [
        ['a', 4],
        ['b1', 2],
        ['b2', 2],
      ],
    );
    assert.deepEqual(
      [...shares(running, roomy(2))],
      [
        ['a', 1],
        ['b1', 1],
        ['b2', 1],
      ],
    );
    assert.deepEqual([...shares([], roomy(8))], []);
  });

  it('gives an account of twice the weight twice as many, and none more than it may have', () => {
    const job = (id: string, account: string, weight: number, most = Number.POSITIVE_INFINITY) => ({
      ...{ id, account, wanted: 20, memoryBytes: 1, workerBytes: 1 },
      standing: { weight, slots: most },
    });
    const ofBoth = shares([job('a', 'ada', 2), job('b', 'ben', 1)], roomy(12));
    assert.deepEqual([ofBoth.get('a'), ofBoth.get('b')], [8, 4]);
    const bounded = shares([job('a', 'ada', 2, 3), job('b', 'ben', 1)], roomy(12));
    assert.deepEqual([bounded.get('a'), bounded.get('b')], [3, 9]);
  });
});

function sum(running: readonly Sharer[], shared: ReadonlyMap<string, number>): number {
  return running.reduce((all, { id }) => all + shared.get(id)!, 0);
}

function of(account: string, running: readonly Sharer[], shared: ReadonlyMap<string, number>): number {
  return sum(
    running.filter((job) => job.account === account),
    shared,
  );
}
