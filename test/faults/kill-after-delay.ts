import { setTimeout as delay } from 'node:timers/promises';
import type { Chief } from './chief.ts';
import type { Mishap } from './trial.ts';

/** Ends a chief from outside, so many milliseconds after its start: nothing in it can know beforehand. */
export function killAfterDelay(delayMs: number): Mishap {
  const name = `kill -9 after ${Math.round(delayMs)} ms`;
  const mishap = async (chief: Chief): Promise<void> => {
    await Promise.race([delay(delayMs, undefined, { ref: false }), chief.ended]);
    chief.kill();
  };
  return Object.defineProperty(mishap, 'name', { value: name });
}
