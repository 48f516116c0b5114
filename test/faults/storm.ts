import { setTimeout as delay } from 'node:timers/promises';
import type { Role } from '../../src/bridge/messages.ts';
import type { Chief } from './chief.ts';
import { signalSandbox } from './sandboxes.ts';
import type { Mishap, Trial } from './trial.ts';

/** What befalls the sandboxes of a running job, so long after its start or after the strike before. */
export interface Strike {
  readonly afterMs: number;
  readonly role: Role;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** Strikes one after the other as long as the job runs. `struck` counts those that met a sandbox. */
export function storm(
  trial: Trial,
  runtime: 'docker' | 'process',
  strikes: Iterable<Strike>,
): { readonly mishap: Mishap; readonly struck: () => number } {
  let struck = 0;
  const mishap = async (chief: Chief): Promise<void> => {
    await chief.until((event) => event.type === 'state' && event.state === 'running');
    const ended = chief.ended.then(() => true as const);
    for (const { afterMs, role, signal } of strikes) {
      if (await Promise.race([ended, delay(afterMs, false as const)])) return;
      if (await signalSandbox(trial.home, runtime, role, signal)) struck += 1;
    }
  };
  return { mishap, struck: () => struck };
}
