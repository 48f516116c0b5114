import assert from 'node:assert/strict';
import { MachineTally } from '../../../src/jobs/containers/machine-tally.ts';
import type { Death } from '../../../src/jobs/containers/role-container.ts';

/** Workers on machines, each with what ends it. */
function begun(tally: MachineTally, nodes: readonly (string | null)[]) {
  return nodes.map((node) => {
    let end: (death: Death) => void = () => {};
    const died = new Promise<Death>((resolve) => {
      end = resolve;
    });
    tally.follow({ node, died });
    return async (lostWith?: 'node' | 'engine') => {
      end({ exit: { lostWith } } as Death);
      await died;
    };
  });
}

describe('MachineTally', () => {
  it('says nothing where all workers are on the chief’s own engine', () => {
    const tally = new MachineTally();
    assert.deepEqual([tally.now, tally.all], [null, null]);
    begun(tally, [null, null]);
    assert.deepEqual([tally.now, tally.all], [null, null]);
  });

  it('knows who lives where, and what was lost with which machine', async () => {
    const tally = new MachineTally();
    const [one, two] = begun(tally, ['h1', 'h2', null, 'h1']);
    assert.deepEqual(tally.now, { there: 4, machines: 3 });
    await two!('node');
    await one!('engine');
    assert.deepEqual(tally.now, { there: 2, machines: 2 });
    assert.deepEqual(tally.all, [
      { name: 'h1', workers: 2, lost: 0 },
      { name: 'h2', workers: 1, lost: 1 },
      { name: null, workers: 1, lost: 0 },
    ]);
  });

  it('names no more machines than a report takes', () => {
    const tally = new MachineTally();
    begun(
      tally,
      Array.from({ length: 300 }, (_, index) => `h${index}`),
    );
    assert.equal(tally.all!.length, 100);
    assert.equal(tally.now!.machines, 300);
  });
});
