import type { NumberedEvent } from '../../chief/chief.ts';
import type { Clock } from '../../model/clock.ts';

/**
 * Writes events as server-sent events, and a comment whenever `heartbeatMs` passed without one, so that both sides
 * learn when the other is gone. Ends with the events; no event is asked for before the last one was taken.
 */
export async function* eventStream(
  events: AsyncIterable<NumberedEvent>,
  heartbeatMs: number,
  clock: Clock,
): AsyncGenerator<string> {
  yield 'retry: 2000\n\n';
  const iterator = events[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const result = await sooner(next, heartbeatMs, clock);
      if (result === null) {
        yield ': still there\n\n';
        continue;
      }
      if (result.done === true) return;
      const { id, type, json } = result.value;
      yield `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

/** What was promised, or null once `delayMs` have passed. */
function sooner<Result>(promised: Promise<Result>, delayMs: number, clock: Clock): Promise<Result | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(delayMs, () => resolve(null));
    promised.finally(cancel).then(resolve, reject);
  });
}
