import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Gives every thread of this process that priority, as {@link setPriority} gives it to one: a fast thread that waits
 * for a lock of a slow one would be no faster than it. Throws where the system does not allow it.
 */
export function setProcessPriority(priority: number): void {
  for (const thread of threads()) setPriority(thread, priority);
}

/** Takes the usual priority in place of a higher one; a lower one stays, which not everybody may raise. */
export function leaveHigherPriority(): void {
  if (getPriority() < 0) setProcessPriority(0);
}

/** Ids of the threads. Only Linux has priorities by thread; 0 is the process that asks. */
function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [0];
  }
}
