import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AttendedClock } from '../../src/model/attended-clock.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const attendance = { usualMs: 100, lateMs: 500 };

/** A clock that stands still for its process: `stall` lets time pass in which no timer is called. */
class StallingClock extends FakeClock {
  #stalledMs = 0;

  override now(): number {
    return super.now() + this.#stalledMs;
  }

  stall(ms: number): void {
    this.#stalledMs += ms;
  }
}

describe('AttendedClock', () => {
  it('goes as the clock below while it is asked often enough', () => {
    const below = new FakeClock();
    const clock = new AttendedClock(below, attendance);
    const began = clock.now();
    for (let n = 0; n < 50; n++) {
      below.advance(100);
      assert.equal(clock.now() - began, 100 * (n + 1));
    }
    assert.equal(clock.wallTimeMs(), below.wallTimeMs());
  });

  it('never goes back, never faster than the clock below, and past no stall', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5000 }), { maxLength: 50 }), (steps) => {
        const below = new FakeClock();
        const clock = new AttendedClock(below, attendance);
        let before = clock.now();
        for (const ms of steps) {
          below.advance(ms);
          const passed = clock.now() - before;
          before = clock.now();
          assert.equal(passed, ms > attendance.lateMs ? attendance.usualMs : ms);
        }
      }),
    );
  });

  it('calls late where the process was not there, so that what has come is read before', () => {
    const below = new StallingClock();
    const clock = new AttendedClock(below, attendance);
    const ticks = setTicking(clock);
    let called = 0;
    clock.after(1000, () => called++);
    below.advance(600);
    below.stall(60_000);
    below.advance(200);
    assert.equal(called, 0);
    below.advance(400);
    assert.equal(called, 1);
    clock.after(300, () => called++)();
    below.advance(1000);
    assert.equal(called, 1);
    ticks();
  });
});

function setTicking(clock: AttendedClock): () => void {
  let cancel = clock.after(attendance.usualMs, function tick() {
    cancel = clock.after(attendance.usualMs, tick);
  });
  return () => cancel();
}
