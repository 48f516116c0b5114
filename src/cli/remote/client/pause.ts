import type { Clock } from '../../../model/clock.ts';

/**
 * Waits; rejects with the signal's reason once it is aborted. Unlike the clock's own timers it keeps the process alive.
 */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = clock.after(delayMs, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  } finally {
    clearInterval(alive);
  }
}
