import type { FastifyReply } from 'fastify';
import { HttpProblem } from '../http-problem.ts';

/**
 * Calls `act` once an answer is over, or its client has gone: at once where that was before, as it may have been while
 * the request waited for something.
 */
export function whenOver({ raw }: FastifyReply, act: () => void): void {
  if (raw.closed) act();
  else raw.once('close', act);
}

/** A signal for what nobody needs once the connection is closed. */
export function untilClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  whenOver(reply, () =>
    closed.abort(new HttpProblem('too-slow', 'The connection was closed before the answer.')),
  );
  return closed.signal;
}
