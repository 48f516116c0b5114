import type { FastifyReply } from 'fastify';

/**
 * Calls `act` once an answer is over, or its client has gone: at once where that was before, as it may have been while
 * the request waited for something.
 */
export function whenOver({ raw }: FastifyReply, act: () => void): void {
  if (raw.closed) act();
  else raw.once('close', act);
}
