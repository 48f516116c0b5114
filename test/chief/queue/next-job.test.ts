import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Claimant, fitsAlone, nextJob } from '../../../src/chief/queue/next-job.ts';

const bounds = { running: 2, reserved: 2, memoryBytes: 100, aloneBytes: 200 };
const account = fc.constantFrom('ada', 'ben', 'cleo');
const jobs = fc.array(
  fc.record({ id: fc.uuid(), account, memoryBytes: fc.constantFrom(1, 20, 60, 200), sequence: fc.nat() }),
  {
    maxLength: 20,
  },
);
const light = (id: string, whose: string, sequence = 1): Claimant => ({
  ...{ id, account: whose, sequence, memoryBytes: 1 },
});
const of = (...accounts: readonly string[]) => accounts.map((whose, index) => light(`r${index}`, whose));

describe('nextJob', () => {
  it('lets an account with nothing running go first, and then whoever waits longest', () => {
    const waiting = [light('a1', 'ada'), light('a2', 'ada'), light('b1', 'ben')];
    assert.equal(nextJob(waiting, [], bounds)?.id, 'a1');
    assert.equal(nextJob(waiting.slice(1), of('ada'), bounds)?.id, 'b1');
    assert.equal(nextJob(waiting.slice(1), of('ben'), bounds)?.id, 'a2');
    assert.equal(nextJob([], [], bounds), null);
  });

  it('keeps places for accounts that have nothing running', () => {
    const [mine, theirs] = [light('a3', 'ada'), light('b1', 'ben')];
    assert.equal(nextJob([mine], of('ada', 'ada'), bounds), null);
    assert.equal(nextJob([mine, theirs], of('ada', 'ada'), bounds)?.id, 'b1');
    assert.equal(nextJob([theirs], of('ada', 'ada', 'cleo', 'dora'), bounds), null);
  });

  it('waits for memory, and lets only those pass who have nothing running', () => {
    const heavy = { id: 'h', account: 'ada', memoryBytes: 95, sequence: 5 };
    const running = [{ id: 'r', account: 'ben', memoryBytes: 10, sequence: 4 }];
    assert.equal(nextJob([heavy], running, bounds), null);
    assert.equal(
      nextJob([heavy, light('b', 'ben')], running, bounds),
      null,
      'else it would be passed for ever',
    );
    assert.equal(nextJob([heavy, light('c', 'cleo')], running, bounds)?.id, 'c');
    assert.equal(nextJob([heavy, light('a', 'ada')], running, bounds), null, 'its own account waits with it');
    assert.equal(nextJob([{ ...heavy, memoryBytes: 150 }], [], bounds)?.id, 'h', 'alone');
  });

  it('knows which job does not fit alone, as after a restart with less memory', () => {
    assert.equal(fitsAlone({ memoryBytes: 200 }, bounds), true);
    assert.equal(fitsAlone({ memoryBytes: 201 }, bounds), false);
  });

  it('lets nobody pass a job that was accepted before all that run, and does not fit beside them', () => {
    const heavy = { id: 'h', account: 'ada', memoryBytes: 95, sequence: 5 };
    const ran = (sequence: number) => [{ id: 'r', account: 'ben', memoryBytes: 10, sequence }];
    assert.equal(nextJob([heavy, light('c', 'cleo')], ran(6), bounds), null);
    assert.equal(nextJob([heavy, light('c', 'cleo')], ran(4), bounds)?.id, 'c');
    assert.equal(nextJob([light('b', 'ben', 1), heavy], ran(6), bounds), null, 'nor does one of its own');
  });

  it('starts a heavy job in the end, whatever accounts come that have nothing running', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 })), { minLength: 60, maxLength: 60 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
        (turns, before) => {
          const heavy = { id: 'heavy', account: 'ada', memoryBytes: 95, sequence: 20 };
          // What ran already may have been accepted before it; there is always somebody new.
          const running: Claimant[] = before.map((sequence, index) => ({
            ...{ id: `r${index}`, account: `old${index}`, memoryBytes: 10, sequence },
          }));
          for (const [turn, [which, memoryBytes]] of turns.entries()) {
            const comes = { id: `n${turn}`, account: `new${turn}`, memoryBytes, sequence: 21 + turn };
            const next = nextJob([heavy, comes], running, bounds);
            if (next === heavy) return;
            if (next !== null) running.push(next);
            // The oldest ends in every second turn, and any other in between.
            running.splice(turn % 2 === 0 ? 0 : which % Math.max(1, running.length), 1);
          }
          assert.fail('it was passed for ever');
        },
      ),
    );
  });

  it('never starts more than its bounds and never leaves a place that a job may have', () => {
    fc.assert(
      fc.property(jobs, fc.array(account, { maxLength: 6 }), (waiting, accounts) => {
        const running = of(...accounts);
        const light = waiting.map((job) => ({ ...job, memoryBytes: 1 }));
        const next = nextJob(light, running, bounds);
        if (next === null) {
          const lone = waiting.some((job) => !accounts.includes(job.account as (typeof accounts)[number]));
          assert.ok(waiting.length === 0 || running.length >= bounds.running + (lone ? bounds.reserved : 0));
          return;
        }
        assert.ok(running.length < bounds.running + bounds.reserved);
        const count = (name: string) => accounts.filter((other) => other === name).length;
        if (running.length >= bounds.running) assert.equal(count(next.account), 0);
        for (const job of light) {
          if (job.id === next.id) break;
          assert.ok(count(job.account) > count(next.account), 'an equal that waited longer was passed over');
        }
        for (const job of light) assert.ok(count(job.account) >= count(next.account));
      }),
    );
  });

  it('never gives out more memory than there is, and starts one job that fits alone', () => {
    fc.assert(
      fc.property(jobs, (waiting) => {
        const left = new Set<Claimant>(waiting);
        const running: Claimant[] = [];
        for (
          let next = nextJob(left, running, bounds);
          next !== null;
          next = nextJob(left, running, bounds)
        ) {
          left.delete(next);
          running.push(next);
          const taken = running.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
          assert.ok(running.length === 1 || taken <= bounds.memoryBytes);
        }
        assert.ok(waiting.length === 0 || running.length > 0);
      }),
    );
  });

  it('starts every job in the end, whatever others come meanwhile', () => {
    const heavy = { id: 'heavy', account: 'ada', memoryBytes: 95, sequence: 0 };
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), (ends) => {
        // The others always have more that would fit.
        const running = of('ben', 'ben');
        for (const [turn, which] of ends.entries()) {
          const next = nextJob([heavy, light(`b${turn}`, 'ben')], running, bounds);
          if (next?.id === 'heavy') return;
          if (next !== null) running.push({ ...next, memoryBytes: 10 });
          running.splice(which % Math.max(1, running.length), 1);
        }
        assert.fail('it was passed for ever');
      }),
    );
  });

  it('lets an account of more weight have more running, and none more than it has workers', () => {
    const given = (id: string, whose: string, weight: number, slots = Number.POSITIVE_INFINITY) => ({
      ...light(id, whose),
      standing: { weight, slots },
    });
    const roomy = { ...bounds, running: 9 };
    const waiting = [given('b1', 'ben', 1), given('a3', 'ada', 3)];
    assert.equal(nextJob(waiting, of('ada', 'ada', 'ben'), roomy)?.id, 'a3');
    assert.equal(nextJob([given('a3', 'ada', 3, 2)], of('ada', 'ada'), roomy), null);
  });
});
