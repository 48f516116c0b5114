import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Batch, batchEnd } from '../../../src/bridge/batch.ts';
import {
  type AfterDeath,
  afterDeath,
  mostMachines,
  type Toll,
} from '../../../src/jobs/containers/after-death.ts';
import { Scheduler } from '../../../src/jobs/work/scheduler.ts';
import { type FailureCode, failure } from '../../../src/model/failures.ts';

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hire' as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('feed' as const), pick: fc.nat(5) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick: fc.nat(5),
      share: fc.constantFrom(0.01, 0.5, 1),
      seconds: fc.constantFrom(0, 0.00001, 0.002, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), pick: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('kill' as const),
      pick: fc.nat(5),
      code: fc.constantFrom('crashed' as const, 'machine-lost' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), pick: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 900, 5000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
);

function batchOf(first: number, count: number): Batch {
  return { first, sizes: new Uint32Array(count).fill(1), payload: Buffer.alloc(count, first & 0xff) };
}

/** What follows when a worker of 100 bytes dies of this on a fragment. */
function deathOf(code: FailureCode, retries: number): (toll: Toll, certain: boolean) => AfterDeath {
  const cause = failure(code, 'process', 'it died');
  const memory = { memoryBytes: 100, memoryCap: 200 };
  return (toll, certain) =>
    afterDeath({ interrupted: 'fragment', cause, toll, retries, doubtful: !certain, ...memory });
}

/** Plays workers that answer, fail, die and are replaced in every order, and keeps the books that must balance. */
class Simulation {
  readonly settled = new Map<number, 'result' | 'failed' | 'spent'>();
  readonly scheduler = new Scheduler();
  readonly #held = new Map<number, { first: number; end: number; next: number }[]>();
  /** Workers that died on a fragment, or on one shortly before it, while it had no result, by what they died of. */
  readonly #deaths = { crashed: new Map<number, number>(), 'machine-lost': new Map<number, number>() };
  readonly #leaving = new Set<number>();
  #now = 0;
  #added = 0;
  #nextWorker = 1;
  readonly #retries: number;

  constructor(retries: number) {
    this.#retries = retries;
  }

  add(count: number): void {
    this.scheduler.add(batchOf(this.#added + 1, count));
    this.#added += count;
  }

  hire(): void {
    this.scheduler.addWorker(this.#nextWorker, 100);
    this.#held.set(this.#nextWorker, []);
    this.#nextWorker += 1;
  }

  feed(pick: number): void {
    const id = this.#worker(pick);
    if (id === undefined) return;
    const batch = this.scheduler.next(id, this.#now);
    if (batch === null) return;
    assert.ok(!this.#leaving.has(id), 'who leaves gets nothing more');
    assert.equal(batch.payload.length, batch.sizes.length);
    this.#held.get(id)!.push({ first: batch.first, end: batchEnd(batch), next: batch.first });
  }

  answer(pick: number, share: number, seconds: number): void {
    const id = this.#worker(pick);
    const head = id === undefined ? undefined : this.#held.get(id)![0];
    if (id === undefined || head === undefined) return;
    const count = Math.max(1, Math.ceil((head.end - head.next) * share));
    const first = head.next;
    const { completed, late } = this.scheduler.answered(id, first, count, seconds, this.#now);
    const seen = completed.flatMap((piece) => Array.from(piece.sizes, (_, index) => piece.first + index));
    assert.deepEqual(
      [...seen, ...late].sort((a, b) => a - b),
      Array.from({ length: count }, (_, index) => first + index),
    );
    for (const number of seen) this.#settle(number, 'result');
    for (const number of late)
      assert.ok(this.settled.has(number), `${number} was late before it was settled`);
    this.#advance(id, count);
  }

  fail(pick: number): void {
    const id = this.#worker(pick);
    const head = id === undefined ? undefined : this.#held.get(id)![0];
    if (id === undefined || head === undefined) return;
    const lost = this.scheduler.failed(id, head.next, this.#now);
    if (lost === null) assert.ok(this.settled.has(head.next));
    else this.#settle(head.next, 'failed');
    this.#advance(id, 1);
  }

  kill(pick: number, code: 'crashed' | 'machine-lost' = 'crashed'): void {
    const id = this.#worker(pick);
    if (id === undefined) return;
    const [begun] = this.#held.get(id)!;
    for (let number = begun?.next ?? 0; number < (begun?.end ?? 0); number += 1) this.#die(number, code);
    this.#held.delete(id);
    const { spent, attempt } = this.scheduler.lost(id, deathOf(code, this.#retries));
    assert.ok(attempt <= Math.max(2, this.#retries + mostMachines));
    for (const { fragment, attempts } of spent) {
      this.#settle(fragment.first, 'spent');
      const [crashes, losses] = [
        this.#deathsOf(fragment.first, 'crashed'),
        this.#deathsOf(fragment.first, 'machine-lost'),
      ];
      assert.ok(attempts <= crashes + losses);
      if (code === 'crashed') assert.ok(crashes > this.#retries, 'a lost machine takes no try');
      else assert.ok(losses >= mostMachines);
    }
    this.hire();
  }

  /** As a machine that is drained: who runs there finishes, and another takes its place. */
  leave(pick: number): void {
    const id = this.#worker(pick);
    if (id === undefined || this.#leaving.has(id)) return;
    this.#leaving.add(id);
    this.scheduler.retire(id);
    this.#goIfIdle(id);
    this.hire();
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  /** Lets everybody work to the end; every fragment must then be settled. */
  runDry(): void {
    this.scheduler.close();
    if (this.#held.size === 0) this.hire();
    for (let round = 0; this.scheduler.outstanding > 0; round += 1) {
      assert.ok(round < 100_000, 'the scheduler does not come to an end');
      for (let pick = 0; pick < this.#held.size; pick += 1) {
        this.feed(pick);
        this.answer(pick, 1, 0.001);
      }
      this.pass(1);
    }
    const all = Array.from({ length: this.#added }, (_, index) => index + 1);
    assert.deepEqual(
      [...this.settled.keys()].sort((a, b) => a - b),
      all,
    );
  }

  #die(number: number, code: 'crashed' | 'machine-lost'): void {
    if (this.settled.has(number)) return;
    this.#deaths[code].set(number, this.#deathsOf(number, code) + 1);
    const deaths = this.#deathsOf(number, 'crashed') + this.#deathsOf(number, 'machine-lost');
    // Two copies a try; the last one ends it by deaths or by machines.
    const tries = this.#retries + mostMachines;
    assert.ok(deaths <= 2 * tries, `fragment ${number} cost ${deaths} workers`);
    if (this.#deathsOf(number, 'machine-lost') === 0)
      assert.ok(deaths <= 2 * (this.#retries + 1), `fragment ${number} cost ${deaths} workers`);
  }

  #deathsOf(number: number, code: 'crashed' | 'machine-lost'): number {
    return this.#deaths[code].get(number) ?? 0;
  }

  #goIfIdle(id: number): void {
    if (!this.#leaving.has(id) || this.#held.get(id)!.length > 0) return;
    assert.equal(this.scheduler.current(id), null);
    this.scheduler.removeWorker(id);
    this.#held.delete(id);
  }

  #settle(number: number, how: 'result' | 'failed' | 'spent'): void {
    assert.ok(!this.settled.has(number), `fragment ${number} was settled twice`);
    this.settled.set(number, how);
  }

  #advance(id: number, count: number): void {
    const held = this.#held.get(id)!;
    held[0]!.next += count;
    if (held[0]!.next === held[0]!.end) held.shift();
    this.#goIfIdle(id);
  }

  #worker(pick: number): number | undefined {
    const ids = [...this.#held.keys()];
    return ids[pick % ids.length];
  }
}

describe('Scheduler', () => {
  it('settles every fragment exactly once, whatever arrives, fails, dies or is duplicated', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 0, max: 3 }), (steps, retries) => {
        const simulation = new Simulation(retries);
        let closed = false;
        for (const action of steps) {
          if (action.do === 'add' && !closed) simulation.add(action.count);
          else if (action.do === 'hire') simulation.hire();
          else if (action.do === 'feed') simulation.feed(action.pick);
          else if (action.do === 'answer') simulation.answer(action.pick, action.share, action.seconds);
          else if (action.do === 'fail') simulation.fail(action.pick);
          else if (action.do === 'kill') simulation.kill(action.pick, action.code);
          else if (action.do === 'leave') simulation.leave(action.pick);
          else if (action.do === 'pass') simulation.pass(action.ms);
          else if (action.do === 'close') {
            closed = true;
            simulation.scheduler.close();
          }
        }
        simulation.runDry();
      }),
      { numRuns: 600 },
    );
  });

  it('lets the last fragment cost at most two workers a try, however often these die', () => {
    const end = fc.oneof(
      fc.record({ do: fc.constant('feed' as const), pick: fc.nat(1) }),
      fc.record({ do: fc.constant('kill' as const), pick: fc.nat(1) }),
      fc.record({ do: fc.constant('pass' as const), ms: fc.constant(1100) }),
    );
    fc.assert(
      fc.property(fc.array(end, { maxLength: 60 }), fc.integer({ min: 0, max: 2 }), (steps, retries) => {
        const simulation = new Simulation(retries);
        simulation.add(1);
        simulation.hire();
        simulation.hire();
        simulation.scheduler.close();
        for (const action of steps) {
          if (action.do === 'feed') simulation.feed(action.pick);
          else if (action.do === 'kill') simulation.kill(action.pick);
          else simulation.pass(action.ms);
        }
        simulation.runDry();
      }),
      { numRuns: 300 },
    );
  });

  it('sends unmeasured fragments one by one, and fast ones in growing batches', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.add(batchOf(1, 1000));
    const sizes: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const batch = scheduler.next(1, 0)!;
      sizes.push(batch.sizes.length);
      scheduler.answered(1, batch.first, batch.sizes.length, batch.sizes.length * 1e-6, 0);
    }
    assert.deepEqual(sizes, [1, 4, 16, 64]);
  });

  it('shares what comes to a thousand hungry workers into batches that are worth one', () => {
    const scheduler = new Scheduler();
    for (let id = 1; id <= 1000; id += 1) scheduler.addWorker(id, 100);
    const sizes: number[] = [];
    let first = 1;
    for (let round = 0; round < 6; round += 1) {
      // No more than a few for each, as from a splitter that is no faster than all of them.
      scheduler.add(batchOf(first, 3000));
      first += 3000;
      const given: Batch[] = [];
      const owners: number[] = [];
      for (const id of [...scheduler.hungry()])
        for (let batch = scheduler.next(id, 0); batch !== null; batch = scheduler.next(id, 0)) {
          given.push(batch);
          owners.push(id);
        }
      sizes.push(Math.round(3000 / given.length));
      for (const [index, { first: from, sizes: counts }] of given.entries())
        scheduler.answered(owners[index]!, from, counts.length, 0.02 * counts.length, 0);
    }
    assert.ok(sizes.at(-1)! >= 9, `${sizes}`);
  });

  it('has workers take no more in hand than there is room for the results of, but always one', () => {
    let most = Number.POSITIVE_INFINITY;
    const scheduler = new Scheduler(1, () => most);
    scheduler.add(batchOf(1, 9));
    scheduler.addWorker(1, 100);
    scheduler.addWorker(2, 100);
    most = 1;
    assert.equal(scheduler.next(1, 0)?.first, 1);
    assert.equal(scheduler.next(2, 0), null);
    assert.ok([...scheduler.hungry()].includes(2), 'it is asked again');
    most = 2;
    assert.equal(scheduler.next(2, 0)?.first, 2);
    most = 0;
    scheduler.answered(1, 1, 1, 0.001, 0);
    assert.equal(scheduler.next(1, 0), null);
    scheduler.answered(2, 2, 1, 0.001, 0);
    assert.equal(scheduler.next(1, 0)?.first, 3);
    assert.equal(scheduler.next(2, 0), null);
  });

  it('gives a slow fragment a worker of its own', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.add(batchOf(1, 10));
    assert.equal(scheduler.next(1, 0)!.sizes.length, 1);
    assert.equal(scheduler.next(1, 0), null);
    scheduler.answered(1, 1, 1, 2, 2000);
    assert.equal(scheduler.next(1, 2000)!.sizes.length, 1);
    assert.equal(scheduler.next(1, 2000), null);
  });

  it('tries what died alone, then gives it up after the retries; what was queued behind counts no try', () => {
    const scheduler = new Scheduler();
    scheduler.add(batchOf(1, 2));
    for (let id = 1; id <= 3; id += 1) {
      scheduler.addWorker(id, 100);
      assert.deepEqual(scheduler.next(id, 0)?.first, 1);
      assert.equal(scheduler.current(id), 1);
      const loss = scheduler.lost(id, deathOf('crashed', 2));
      assert.deepEqual(loss.retried, id < 3 ? [1] : []);
      assert.deepEqual(
        loss.spent.map(({ fragment, attempts }) => [fragment.first, attempts]),
        id < 3 ? [] : [[1, 3]],
      );
    }
    assert.equal(scheduler.outstanding, 1);
  });

  it('takes no try from a fragment whose worker was lost by no fault of its own', () => {
    const scheduler = new Scheduler();
    scheduler.add(batchOf(1, 1));
    for (let id = 1; id <= 3; id += 1) {
      scheduler.addWorker(id, 100);
      assert.equal(scheduler.next(id, 0)?.first, 1);
      assert.deepEqual(scheduler.lost(id, deathOf('engine-unavailable', 0)), {
        retried: [1],
        attempt: 2,
        spent: [],
        carried: 0,
      });
    }
    assert.equal(scheduler.outstanding, 1);
  });

  it('gives up what three machines were lost with, and nothing that waited behind it', () => {
    const scheduler = new Scheduler();
    scheduler.add(batchOf(1, 2));
    for (let id = 1; id <= mostMachines; id += 1) {
      scheduler.addWorker(id, 100);
      assert.equal(scheduler.next(id, 0)?.first, 1);
      const loss = scheduler.lost(id, deathOf('machine-lost', 0));
      assert.deepEqual(loss.retried, id < mostMachines ? [1] : []);
      assert.deepEqual(
        loss.spent.map(({ fragment, attempts }) => [fragment.first, attempts]),
        id < mostMachines ? [] : [[1, 3]],
      );
    }
    assert.equal(scheduler.outstanding, 1);
  });

  it('gives a retry that needs more memory only to a worker that has it', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.add(batchOf(1, 1));
    scheduler.next(1, 0);
    scheduler.lost(1, deathOf('out-of-memory', 2));
    assert.equal(scheduler.memoryWanted, 200);
    scheduler.addWorker(2, 100);
    assert.equal(scheduler.next(2, 0), null);
    scheduler.addWorker(3, 200);
    assert.equal(scheduler.next(3, 0)?.first, 1);
  });

  it('duplicates a straggler only after the splitter ended, once, and takes the first answer', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.addWorker(2, 100);
    scheduler.add(batchOf(1, 1));
    scheduler.next(1, 0);
    assert.equal(scheduler.next(2, 10_000), null);
    scheduler.close();
    assert.equal(scheduler.next(2, 900), null);
    assert.equal(scheduler.next(2, 1100)?.first, 1);
    scheduler.addWorker(3, 100);
    assert.equal(scheduler.next(3, 5000), null);
    assert.deepEqual(scheduler.answered(2, 1, 1, 0.1, 1200).late, []);
    assert.deepEqual(scheduler.answered(1, 1, 1, 2, 2000).late, [1]);
    assert.equal(scheduler.outstanding, 0);
  });

  it('takes one try from a straggler that kills both its workers, and does not spread it further', () => {
    const scheduler = new Scheduler();
    const outOfMemory = deathOf('out-of-memory', 1);
    for (const id of [1, 2]) scheduler.addWorker(id, 100);
    scheduler.add(batchOf(1, 1));
    scheduler.close();
    scheduler.next(1, 0);
    assert.equal(scheduler.next(2, 1100)?.first, 1);
    assert.deepEqual(scheduler.lost(1, outOfMemory), { retried: [], attempt: 2, spent: [], carried: 1 });
    scheduler.addWorker(3, 100);
    assert.equal(scheduler.next(3, 5000), null);
    assert.deepEqual(scheduler.lost(2, outOfMemory), { retried: [1], attempt: 2, spent: [], carried: 0 });

    for (const id of [4, 5]) scheduler.addWorker(id, 200);
    assert.equal(scheduler.next(4, 6000)?.first, 1);
    assert.equal(scheduler.next(5, 8000)?.first, 1);
    assert.deepEqual(scheduler.lost(5, outOfMemory).spent, []);
    assert.deepEqual(
      scheduler.lost(4, outOfMemory).spent.map(({ fragment, attempts }) => [fragment.first, attempts]),
      [[1, 2]],
    );
    assert.equal(scheduler.outstanding, 0);
  });

  it('duplicates nothing that has a processor, but what waits behind it', () => {
    const scheduler = new Scheduler();
    for (const id of [1, 2, 3]) scheduler.addWorker(id, 100);
    scheduler.add(batchOf(1, 1));
    scheduler.close();
    scheduler.next(1, 0);
    scheduler.setComputes(1, true);
    assert.equal(scheduler.next(2, 10_000), null);
    scheduler.setComputes(1, false);
    assert.equal(scheduler.next(2, 10_000)?.first, 1);

    const busy = new Scheduler();
    busy.addWorker(1, 100);
    busy.add(batchOf(1, 100));
    busy.close();
    busy.next(1, 0);
    busy.answered(1, 1, 1, 0.001, 1);
    const { first } = busy.next(1, 1)!;
    let held = first;
    for (let more = busy.next(1, 1); more !== null; more = busy.next(1, 1)) held = more.first;
    busy.setComputes(1, true);
    busy.addWorker(2, 100);
    let got = busy.next(2, 10_000)!;
    while (got.first > held) {
      busy.answered(2, got.first, got.sizes.length, 0.001, 10_000);
      got = busy.next(2, 10_000)!;
    }
    assert.equal(got.first, first + 1, 'the one behind the first in hand');
  });

  it('spends a fragment that is hopeless at once, although a second worker has it as well', () => {
    const scheduler = new Scheduler();
    for (const id of [1, 2]) scheduler.addWorker(id, 100);
    scheduler.add(batchOf(1, 1));
    scheduler.close();
    scheduler.next(1, 0);
    scheduler.next(2, 1100);
    const hopeless = ({ deaths, machines }: Toll, certain: boolean) => {
      assert.ok(certain);
      return {
        again: false,
        toll: { deaths: deaths + 1, machines },
        memoryBytes: 100,
        attempt: 2,
        hopeless: true,
      };
    };
    const loss = scheduler.lost(1, hopeless);
    assert.deepEqual(
      [loss.spent.map(({ fragment, attempts }) => [fragment.first, attempts]), loss.carried],
      [[[1, 1]], 0],
    );
    assert.equal(scheduler.outstanding, 0);
    assert.deepEqual(scheduler.answered(2, 1, 1, 1, 2000), { completed: [], late: [1] });
    assert.equal(scheduler.outstanding, 0);
  });

  it('does not take it for certain what a batch of several died of', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.add(batchOf(1, 100));
    scheduler.next(1, 0);
    scheduler.answered(1, 1, 1, 0.001, 1);
    const { first, sizes } = scheduler.next(1, 1)!;
    assert.ok(sizes.length > 1);
    const asked: boolean[] = [];
    const { retried } = scheduler.lost(1, (toll, certain) => {
      asked.push(certain);
      return { again: true, toll, memoryBytes: 100, attempt: 2, hopeless: false };
    });
    assert.deepEqual(asked, new Array(sizes.length).fill(false));
    assert.equal(retried[0], first);
  });

  it('names the workers that are on one fragment for too long', () => {
    const scheduler = new Scheduler();
    scheduler.addWorker(1, 100);
    scheduler.addWorker(2, 100);
    scheduler.add(batchOf(1, 2));
    scheduler.next(1, 0);
    scheduler.next(2, 500);
    assert.deepEqual(scheduler.overdue(1000, 1001), [1]);
    assert.deepEqual(scheduler.overdue(1000, 1600), [1, 2]);
  });
});
