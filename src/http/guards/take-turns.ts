import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TurnBounds } from '../../turns/fair-turns.ts';
import { Turns } from '../../turns/turns.ts';
import { callerOf } from './authenticate.ts';
import { untilClosed, whenOver } from './when-over.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A request of the route waits for other things than the store, so it takes no turn at it. */
    readonly takesNoTurn?: true;
  }
}

/**
 * The store does one thing after the other. So few of an account at a time are ahead of what another asks, even where
 * each waits for a busy disk.
 */
export const defaultTurns: TurnBounds = { atOnce: 32, perAccount: 4 };

/**
 * Hooks by which requests are handled in turns that are fair by account: what one account asks waits behind what it
 * asked before, and not in front of others. A turn ends with the head of the answer, however long its body takes.
 */
export function takeTurns(bounds: TurnBounds) {
  const turns = new Turns(bounds);
  const leaving = new WeakMap<FastifyRequest, () => void>();
  return {
    async preHandler(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (request.routeOptions.config.takesNoTurn === true) return;
      const closed = untilClosed(reply);
      whenOver(reply, () => leaving.get(request)?.());
      const leave = await turns.enter([callerOf(request).name], closed);
      if (closed.aborted) leave();
      else leaving.set(request, leave);
    },

    async onSend(request: FastifyRequest): Promise<void> {
      leaving.get(request)?.();
    },
  };
}
