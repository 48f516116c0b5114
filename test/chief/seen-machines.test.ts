import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { seenMachines } from '../../src/chief/seen-machines.ts';

const own = { id: '1', name: 'alpha', slots: 4, state: 'ready', isOwn: true } as const;
const other = { id: '2', name: 'beta', slots: 0, state: 'draining', isOwn: false } as const;

describe('seenMachines', () => {
  it('counts workers by machine, those of the chief’s own engine as its machine’s', () => {
    const busy = new Map([
      [null, 1],
      ['alpha', 2],
      ['beta', 3],
    ]);
    assert.deepEqual(seenMachines([own, other], busy), [
      { name: 'alpha', state: 'ready', slots: 4, busy: 3 },
      { name: 'beta', state: 'draining', slots: 0, busy: 3 },
    ]);
  });

  it('shows a machine that is gone for as long as it has workers', () => {
    assert.deepEqual(seenMachines([own], new Map([['gamma', 2]])).at(-1), {
      ...{ name: 'gamma', state: 'down', slots: 0, busy: 2 },
    });
    assert.equal(seenMachines([own], new Map([['gamma', 0]])).length, 1);
  });

  it('counts workers once where two machines have one name', () => {
    const twins = seenMachines([own, { ...own, id: '3', isOwn: false }], new Map([['alpha', 2]]));
    assert.deepEqual(
      twins.map(({ busy }) => busy),
      [2, 0],
    );
  });

  it('is this machine alone where the engine tells of none', () => {
    const machine = { name: hostname(), state: 'ready', slots: null, busy: 2 };
    assert.deepEqual(seenMachines([], new Map([[null, 2]])), [machine]);
  });
});
