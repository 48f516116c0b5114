import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import { whenOver } from './when-over.ts';

export interface Pace {
  /** A sender must have sent `minBytes` in every `everyMs`, unless it is this side that does not keep up. */
  readonly everyMs: number;
  readonly minBytes: number;
  /** How long the rest of a body that was refused is still taken in, so that its sender gets to read the answer. */
  readonly lingerMs: number;
}

export const defaultPace: Pace = { everyMs: 15_000, minBytes: 15 * 1024, lingerMs: 5000 };

/**
 * Hooks that end the connections of senders that are too slow: a body may take as long as it needs, but not trickle.
 * A total time for bodies would refuse honest large ones.
 */
export function paceUploads(pace: Pace, clock: Clock) {
  return {
    async onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { raw, socket } = request;
      if (!hasBody(raw.headers)) return;
      let seenBytes = socket.bytesRead;
      const check = () => {
        if (isOver(raw)) return;
        const waitsForUs = raw.readableLength > 0 && !reply.raw.writableEnded;
        if (!waitsForUs && socket.bytesRead - seenBytes < pace.minBytes) {
          raw.destroy();
          return;
        }
        seenBytes = socket.bytesRead;
        cancel = clock.after(pace.everyMs, check);
      };
      let cancel = clock.after(pace.everyMs, check);
      whenOver(reply, () => cancel());
    },

    /**
     * A sender that asked with `Expect: 100-continue` is told to go on only now that the request has passed all other
     * guards.
     */
    async preParsing({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (raw.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
    },

    async onResponse({ raw }: FastifyRequest): Promise<void> {
      if (isOver(raw) || !hasBody(raw.headers)) return;
      raw.unpipe();
      raw.resume();
      const cancel = clock.after(pace.lingerMs, () => raw.destroy());
      raw.once('close', cancel);
    },
  };
}

function isOver(raw: FastifyRequest['raw']): boolean {
  return raw.complete || raw.readableEnded || raw.destroyed;
}

function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
