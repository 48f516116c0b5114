import assert from 'node:assert/strict';
import { Rounds } from '../../src/jobs/rounds.ts';

describe('Rounds', () => {
  it('follow each other, and one that is asked for during another comes once', () => {
    const told: string[] = [];
    let asks = 2;
    const rounds: Rounds = new Rounds(() => {
      told.push('begin');
      if (asks > 0) {
        asks -= 1;
        rounds.run();
        rounds.run();
      }
      told.push('end');
    });
    rounds.run();
    assert.deepEqual(told, ['begin', 'end', 'begin', 'end', 'begin', 'end']);
  });

  it('go on after one that throws', () => {
    let count = 0;
    const rounds = new Rounds(() => {
      count += 1;
      if (count === 1) throw new Error('once');
    });
    assert.throws(() => rounds.run(), /once/);
    rounds.run();
    assert.equal(count, 2);
  });
});
