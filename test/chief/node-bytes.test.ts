import assert from 'node:assert/strict';
import { NodeBytes } from '../../src/chief/node-bytes.ts';
import type { CarriedBytes, SandboxExit } from '../../src/runtime/runtime.ts';

/** A sandbox on a machine, which sends and receives what the test says. */
class Worker {
  readonly #bytes = { sent: 0, received: 0 };
  readonly exited: Promise<SandboxExit>;
  end: () => void = () => {};

  constructor(readonly node: string | null) {
    this.exited = new Promise((resolve) => {
      this.end = () => resolve({ exitCode: 0, oomKilled: false, destroyed: true, peakMemoryBytes: null });
    });
  }

  carried(): CarriedBytes {
    return this.#bytes;
  }

  carry(sent: number, received: number): void {
    this.#bytes.sent += sent;
    this.#bytes.received += received;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('NodeBytes', () => {
  it('sums up what all sandboxes of a machine carried, those that have ended included', async () => {
    const bytes = new NodeBytes();
    const workers = ['h1', 'h1', 'h2', null].map((node) => new Worker(node));
    for (const worker of workers) bytes.follow(worker);
    for (const [index, worker] of workers.entries()) worker.carry(10 ** index, 3);
    const read = (...there: readonly string[]) => Object.fromEntries(bytes.read(there));
    const first = {
      h1: { sent: 11, received: 6 },
      h2: { sent: 100, received: 3 },
      h3: { sent: 0, received: 0 },
    };
    assert.deepEqual(read('h1', 'h2', 'h3'), first);
    assert.deepEqual(read('h1', 'h2', 'h3'), first, 'reading counts nothing twice');
    workers[0]!.carry(5, 0);
    workers[0]!.end();
    await settled();
    workers[1]!.carry(0, 1);
    assert.deepEqual(read('h1', 'h2').h1, { sent: 16, received: 7 });
  });

  it('is told nothing of sandboxes that use no network', () => {
    const bytes = new NodeBytes();
    bytes.follow({ node: 'h1', exited: new Promise(() => {}) });
    assert.deepEqual([...bytes.read([])], []);
  });

  it('forgets a machine once it is gone and nothing runs there', async () => {
    const bytes = new NodeBytes();
    const worker = new Worker('h1');
    bytes.follow(worker);
    worker.carry(1, 1);
    assert.deepEqual([...bytes.read([]).keys()], ['h1'], 'its worker still runs');
    worker.end();
    await settled();
    assert.deepEqual([...bytes.read(['h2']).keys()], ['h2']);
  });

  it('has at most 200 names beside that of all others, whose sum never shrinks', async () => {
    const bytes = new NodeBytes();
    const workers = Array.from({ length: 300 }, (_, index) => new Worker(`h${index}`));
    for (const worker of workers) {
      bytes.follow(worker);
      worker.carry(1, 2);
    }
    const sums = bytes.read([]);
    assert.equal(sums.size, 201);
    assert.deepEqual(sums.get('others'), { sent: 100, received: 200 });
    for (const worker of workers) worker.end();
    await settled();
    const after = bytes.read(['h299']);
    assert.deepEqual(Object.fromEntries(after), {
      others: { sent: 100, received: 200 },
      h299: { sent: 0, received: 0 },
    });
  });
});
