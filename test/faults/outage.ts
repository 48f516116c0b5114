import { setTimeout as delay } from 'node:timers/promises';
import type { PrivateEngine } from './private-engine.ts';
import type { Mishap } from './trial.ts';

/** How an engine goes away: it is killed, stopped (which ends its containers), or hangs. */
export type Outage = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';

/** Takes the engine away as soon as some results of the job are merged, for so many milliseconds. */
export function outage(engine: PrivateEngine, how: Outage, forMs: number): Mishap {
  const mishap: Mishap = async (chief) => {
    await chief.until((event) => event.type === 'progress' && event.counts.merged > 0);
    await suffer(engine, how, forMs);
  };
  return Object.defineProperty(mishap, 'name', { value: `engine away by ${how} for ${forMs} ms` });
}

/** Takes the engine away for so many milliseconds. */
export async function suffer(engine: PrivateEngine, how: Outage, forMs: number): Promise<void> {
  if (how === 'SIGSTOP') engine.hang();
  else await engine.stop(how);
  await delay(forMs);
  if (how === 'SIGSTOP') engine.wake();
  else await engine.startAgain();
}
