import type { Clock } from './clock.ts';

/** A clock that is asked at least every so often, in milliseconds, and what counts as not having been there. */
export interface Attendance {
  readonly usualMs: number;
  readonly lateMs: number;
}

/**
 * A clock that goes on only while this process is there to ask it: where it was not asked for longer than `lateMs`, its
 * event loop was kept or the machine slept, and no more than `usualMs` have passed. So nobody is blamed for a time in
 * which nobody would have heard the answer; what has come meanwhile is read before a limit is looked at again.
 */
export class AttendedClock implements Clock {
  readonly #clock: Clock;
  readonly #attendance: Attendance;
  #askedAt: number;
  #missedMs = 0;

  constructor(clock: Clock, attendance: Attendance) {
    this.#clock = clock;
    this.#attendance = attendance;
    this.#askedAt = clock.now();
  }

  now(): number {
    const { usualMs, lateMs } = this.#attendance;
    const nowMs = this.#clock.now();
    const sinceMs = nowMs - this.#askedAt;
    if (sinceMs > lateMs) this.#missedMs += sinceMs - usualMs;
    this.#askedAt = nowMs;
    return nowMs - this.#missedMs;
  }

  wallTimeMs(): number {
    return this.#clock.wallTimeMs();
  }

  /** Counts the delay by this clock, too. */
  after(delayMs: number, call: () => void): () => void {
    const dueMs = this.now() + delayMs;
    let cancel = this.#clock.after(delayMs, () => look());
    const look = () => {
      const leftMs = dueMs - this.now();
      // Timers may come a little early.
      if (leftMs < 1) call();
      else cancel = this.#clock.after(leftMs, look);
    };
    return () => cancel();
  }
}
