/** Time as the jobs see it, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds on a monotonic scale: only differences mean anything, and a changed wall clock changes nothing. */
  now(): number;
  /** Milliseconds since the epoch, for people. */
  wallTimeMs(): number;
  /** Calls once after `delayMs`; the returned function cancels. The timer does not keep the process alive. */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
