/** Rejects with the signal's reason once it is aborted, at once if it is already; `done` ends the waiting. */
export function untilAborted(signal: AbortSignal, done: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { signal: done });
  });
}
