import assert from 'node:assert/strict';
import { keepTicking } from '../../src/jobs/keep-ticking.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

describe('keepTicking', () => {
  it('ticks until it is stopped, also from within a tick', () => {
    const clock = new FakeClock();
    const ticks: number[] = [];
    const began = clock.now();
    const stop = keepTicking(clock, 100, () => {
      ticks.push(clock.now() - began);
      if (ticks.length === 3) stop();
    });
    clock.advance(1000);
    assert.deepEqual(ticks, [100, 200, 300]);
    const stopEarly = keepTicking(clock, 100, () => ticks.push(0));
    stopEarly();
    clock.advance(1000);
    assert.equal(ticks.length, 3);
  });
});
