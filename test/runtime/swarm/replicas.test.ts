import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ListedTask, replicasFor } from '../../../src/runtime/swarm/replicas.ts';

/** A slot that the manager counts; `node` is null where it has no machine yet. */
interface Slot {
  readonly state: 'running' | 'preparing' | 'complete';
  readonly node: string | null;
}

const slot = fc.record({
  state: fc.constantFrom('running', 'preparing', 'complete'),
  node: fc.constantFrom('one', 'two', 'three', null),
}) as fc.Arbitrary<Slot>;
const seeds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 80, maxLength: 80 });

/** What the manager lists of these slots, with tasks that were there before. */
function listed(slots: readonly Slot[]): ListedTask[] {
  return slots.flatMap(({ state, node }, slot) => {
    const of = (age: number, DesiredState: string, State: string, NodeID = node ?? '') => ({
      ...{ ID: `${slot}-${age}`, Slot: slot, NodeID, DesiredState, Status: { State } },
      CreatedAt: `2024-05-06T07:08:${50 - age}.000000000Z`,
    });
    const wanted = { complete: 'shutdown', running: 'running', preparing: 'ready' }[state];
    return [
      of(2, 'shutdown', 'failed', 'before'),
      of(1, wanted, state),
      of(3, 'shutdown', 'complete', 'before'),
    ];
  });
}

/** Whom a manager keeps of more slots than are wanted, as `reconcile` of swarmkit's replicated services chooses. */
function kept(slots: readonly Slot[], replicas: number, random: () => number): readonly Slot[] {
  const shuffled = slots.map((slot) => ({ slot, lot: random() })).sort((a, b) => a.lot - b.lot);
  const sorted = shuffled.sort(
    (a, b) => Number(b.slot.state === 'running') - Number(a.slot.state === 'running'),
  );
  const byNode = new Map<string, number>();
  const counted = sorted.map(({ slot }) => {
    if (slot.node === null) return { slot, index: -1, lot: random() };
    const index = (byNode.get(slot.node) ?? 0) + 1;
    byNode.set(slot.node, index);
    return { slot, index, lot: random() };
  });
  return counted
    .sort((a, b) => a.index - b.index || a.lot - b.lot)
    .slice(0, replicas)
    .map(({ slot }) => slot);
}

describe('the replicas of a service', () => {
  const isAlive = ({ state }: Slot) => state !== 'complete';
  const six: Slot[] = Array.from({ length: 6 }, () => ({ state: 'running', node: 'one' }));
  const done = (node: string): Slot => ({ state: 'complete', node });

  it('are as many as are to run, and as many as have ended beside them', () => {
    assert.equal(replicasFor([], 6), 6);
    assert.equal(replicasFor(listed(six), 9), 9);
    assert.equal(replicasFor(listed([...six.slice(4), ...Array(4).fill(done('two'))]), 6), 10);
  });

  it('leave out slots that are removed, or whose task is restarted', () => {
    const [task] = listed([done('one')]).filter(({ Status }) => Status.State === 'complete');
    assert.equal(replicasFor([task!], 1), 2);
    assert.equal(replicasFor([{ ...task!, DesiredState: 'remove' }], 1), 1);
    assert.equal(replicasFor([{ ...task!, Status: { State: 'failed' } }], 1), 1);
    const oneGone = [
      ...listed(six),
      { ...task!, Slot: 9, DesiredState: 'remove', Status: { State: 'running' } },
    ];
    assert.equal(replicasFor(oneGone, 7), 7);
  });

  it('are no more than needed once ended ones can go without one that runs', () => {
    const slots = [...six, ...Array(5).fill(done('one')), ...Array(9).fill(done('two'))];
    assert.equal(replicasFor(listed(slots), 6), 12, 'six on each machine');
    assert.equal(replicasFor(listed([{ state: 'running', node: 'one' }, ...slots.slice(6)]), 1), 2);
    assert.equal(replicasFor(listed(slots.slice(6)), 0), 0);
  });

  it('end nobody who runs or starts, and make as many run as are wanted', () => {
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 40 }), fc.nat(30), seeds, (slots, wanted, numbers) => {
        let at = 0;
        const random = () => numbers[at++ % numbers.length]!;
        const replicas = replicasFor(listed(slots), wanted);
        const alive = slots.filter(isAlive).length;
        const after =
          replicas >= slots.length
            ? alive + replicas - slots.length
            : kept(slots, replicas, random).filter(isAlive).length;
        assert.equal(after, Math.max(alive, wanted));
      }),
    );
  });
});
