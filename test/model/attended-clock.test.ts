import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AttendedClock } from '../../src/model/attended-clock.ts';
import type { Clock } from '../../src/model/clock.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const attendance = { usualMs: 100, lateMs: 500 };

/** A clock whose process is not always there: what falls due in a stall is called only when that is over. */
class StallingClock implements Clock {
  #nowMs = 0;
  #timers: { readonly dueMs: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  wallTimeMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  stall(ms: number): void {
    this.#nowMs += ms;
    const due = this.#timers.filter(({ dueMs }) => dueMs <= this.#nowMs).sort((a, b) => a.dueMs - b.dueMs);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { call } of due) call();
  }

  advance(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) this.stall(10);
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
    assert.equal(called, 0);
    below.advance(200);
    assert.equal(called, 0);
    below.advance(200);
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
