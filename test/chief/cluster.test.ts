import assert from 'node:assert/strict';
import type { JobView } from '../../src/chief/job-view.ts';
import { overlayRuntime } from '../../src/runtime/overlay.ts';
import type { Capacity, RuntimeNode } from '../../src/runtime/runtime.ts';
import type { Account } from '../../src/store/accounts.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { granted, ServedChief, type ServedChiefOptions } from '../helpers/served-chief.ts';

const GiB = 1024 ** 3;

/** Machines that come and go as a test says. */
class Machines {
  #nodes: readonly RuntimeNode[] = [];
  #listeners = new Set<() => void>();
  /** The engine does not tell of them. */
  silent = false;

  constructor(...slots: readonly number[]) {
    this.become(...slots);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** So many machines with that room each; without any they drain. */
  become(...slots: readonly number[]): void {
    this.#nodes = slots.map((room, index) => ({
      ...{ id: `id${index}`, name: `h${index + 1}`, slots: room, isOwn: index === 0 },
      state: room === 0 ? 'draining' : 'ready',
    }));
    for (const call of this.#listeners) call();
  }

  async capacity(): Promise<Capacity> {
    if (this.silent) throw new Error('the manager does not answer');
    return { slots: this.#nodes.reduce((sum, { slots }) => sum + slots, 0), nodes: this.#nodes };
  }

  options(options: ServedChiefOptions): ServedChiefOptions {
    return {
      cluster: { ownWorkers: 0 },
      ...options,
      runtime: (fake) =>
        overlayRuntime(fake, {
          capacity: () => this.capacity(),
          onCapacity: (listener) => {
            this.#listeners.add(listener);
            return () => this.#listeners.delete(listener);
          },
        }),
    };
  }
}

/** Looks again in each turn of the event loop until it is so, within the time limit of the test. */
async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const endMs = performance.now() + 20_000; !(await holds()); ) {
    assert(performance.now() < endMs, `not so: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a chief of many machines', function () {
  this.timeout(30_000);
  const held = new Hold();
  const programs = { long: { ...sampleProgram('long', 64), process: held.process } };

  async function workersOf(served: ServedChief, account: Account, id: string): Promise<number> {
    const { running } = await served.chief.status({ ...account, admin: true });
    return running.find((job) => job.id === id)?.workers ?? 0;
  }

  async function view(served: ServedChief, account: Account, { id }: JobView): Promise<JobView> {
    return granted(await served.chief.job(account, id));
  }

  it('shares the room of its machines out, and again when they come and go', async () => {
    const machines = new Machines(4, 4);
    const served = await ServedChief.start(machines.options({ programs }));
    try {
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      const first = await served.submit(ann, 'long', { workers: 64 });
      await until('one has all', async () => (await workersOf(served, ann, first.id)) === 8);
      const second = await served.submit(bob, 'long', { workers: 64 });
      const parts = async () => [
        await workersOf(served, ann, first.id),
        await workersOf(served, bob, second.id),
      ];
      const are = (left: number, right: number) => async () => {
        const [one, other] = await parts();
        return one === left && other === right;
      };
      await until('each has half', are(4, 4));
      machines.become(4, 4, 12);
      await until('a machine joined', are(10, 10));
      assert.equal(served.chief.terms.slots, 20);
      machines.become(4, 0, 0);
      await until('two drain', are(2, 2));
      const { machines: seen } = await served.chief.status({ ...ann, admin: true });
      assert.deepEqual([seen!.ready, seen!.draining, seen!.down], [1, 2, 0]);
      assert.equal(seen!.list!.length, 3);
      assert.equal((await served.chief.status(ann)).machines!.list, null, 'names are for operators');
      machines.silent = true;
      machines.become(99);
      await until('what was seen last counts', () =>
        served.logged.some((line) => /does not tell of/.test(line)),
      );
      assert.equal(served.chief.metrics.slots().total, 4);
    } finally {
      held.release();
      await served.end();
    }
    assert.equal(machines.listeners, 0, 'nobody follows them any more');
  });

  it('begins jobs once a machine is ready, and says that they wait for one', async () => {
    const machines = new Machines(0, 0);
    const served = await ServedChief.start(
      machines.options({ programs: { quick: sampleProgram('quick', 3) } }),
    );
    try {
      const ann = await served.account('ann');
      const job = await served.submit(ann, 'quick');
      const { waitsFor } = await view(served, ann, job);
      assert.equal(waitsFor, 'a machine of the cluster that is ready and has room for a worker');
      machines.become(0, 2);
      assert.equal((await served.ended(ann, job.id)).state, 'done');
    } finally {
      await served.end();
    }
  });

  it('asks an engine again that does not tell of its machines when the chief begins', async () => {
    const machines = new Machines(3);
    machines.silent = true;
    const clock = new FakeClock();
    const served = await ServedChief.start(machines.options({ clock }));
    try {
      assert.equal(served.chief.metrics.slots().total, 0);
      machines.silent = false;
      clock.advance(5000);
      await until('they are there', () => served.chief.metrics.slots().total === 3);
    } finally {
      await served.end();
    }
  });

  it('has workers of other machines count against no memory of its own', async () => {
    const settings = { memoryBytes: 2 * GiB };
    const limits = { memory: GiB };
    const machines = new Machines(4, 4);
    const quick = { quick: sampleProgram('quick', 3) };
    const many = await ServedChief.start(machines.options({ programs: quick, settings }));
    try {
      const ann = await many.account('ann');
      // A splitter and a merger of 1 GiB have room, and with them workers of any number.
      const job = await many.submit(ann, 'quick', { workers: 8, limits });
      assert.equal((await many.ended(ann, job.id)).state, 'done');
    } finally {
      await many.end();
    }
    const one = await ServedChief.start({ programs: quick, settings });
    try {
      const ann = await one.account('ann');
      const outcome = await one.chief.submit(ann, {
        ...{ package: await one.upload(ann), name: 'quick', options: { limits } },
      });
      assert.equal(outcome.kind, 'problem', 'three containers have not');
    } finally {
      await one.end();
    }
  });

  it('counts workers by machine', async () => {
    const busy = new Hold();
    const machines = new Machines(2, 2);
    const served = await ServedChief.start(
      machines.options({ programs: { long: { ...sampleProgram('long', 8), process: busy.process } } }),
    );
    try {
      const ann = await served.account('ann');
      await served.submit(ann, 'long', { workers: 4 });
      await busy.begun(4);
      const nodes = served.chief.metrics.nodes();
      assert.deepEqual(
        nodes.map(({ name, busy: workers }) => [name, workers]),
        [
          ['h1', 4],
          ['h2', 0],
        ],
        'a worker that names no machine is on the chief’s own',
      );
      busy.release();
    } finally {
      busy.release();
      await served.end();
    }
    assert.deepEqual(
      served.chief.metrics.nodes().map(({ busy: workers }) => workers),
      [0, 0],
    );
  });
});
