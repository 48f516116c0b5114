import type { Clock } from '../model/clock.ts';

/** Calls `tick` every so many milliseconds until the function that it returns is called. `tick` must not throw. */
export function keepTicking(clock: Clock, everyMs: number, tick: () => void): () => void {
  let cancel = clock.after(everyMs, next);
  function next(): void {
    cancel = clock.after(everyMs, next);
    tick();
  }
  return () => cancel();
}
