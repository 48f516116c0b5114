import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type ChiefIdentity, formatChief, thisChief } from '../../../src/runtime/chief-identity.ts';
import { isLeftover } from '../../../src/runtime/swarm/is-leftover.ts';
import { poolLabels } from '../../../src/runtime/swarm/swarm-names.ts';

describe('isLeftover', () => {
  const self = thisChief('/some/home');
  const living = thisChief('/some/home');
  const gone = spawnSync('true').pid;
  const dead: ChiefIdentity = { ...living, process: { pid: gone, began: null } };
  const open = new Set(['open']);
  const of = (chief: ChiefIdentity, job: string) => poolLabels(formatChief(chief), job);

  it('is what dead chiefs of the home left, whatever the job', () => {
    assert.equal(isLeftover(of(dead, 'open'), self, open), true);
  });

  it('is nothing of another chief that lives, or of another home', () => {
    assert.equal(isLeftover(of(living, 'other'), self, open), false);
    const elsewhere = { ...dead, home: '0123456789abcdef' };
    assert.equal(isLeftover(of(elsewhere, 'other'), self, open), false);
    assert.equal(isLeftover(undefined, self, open), false);
    assert.equal(isLeftover({ 'io.butcher.chief': 'nonsense' }, self, open), false);
  });

  it('is of this chief only what is of a job that has been closed', () => {
    assert.equal(isLeftover(of(self, 'closed'), self, open), true);
    assert.equal(isLeftover(of(self, 'open'), self, open), false);
    assert.equal(isLeftover(of(self, ''), self, open), false, 'a look at the machines is under way');
  });
});
