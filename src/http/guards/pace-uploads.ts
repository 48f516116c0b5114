import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';

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
    async onRequest({ raw, socket }: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (!hasBody(raw.headers)) return;
      let seenBytes = socket.bytesRead;
      const check = () => {
        if (raw.complete || raw.destroyed) return;
        const waitsForUs = raw.readableLength > 0 && !reply.raw.writableEnded;
        if (!waitsForUs && socket.bytesRead - seenBytes < pace.minBytes) {
          socket.destroy();
          return;
        }
        seenBytes = socket.bytesRead;
        cancel = clock.after(pace.everyMs, check);
      };
      let cancel = clock.after(pace.everyMs, check);
      reply.raw.once('close', () => cancel());
    },

    async onResponse({ raw, socket }: FastifyRequest): Promise<void> {
      if (raw.complete || raw.destroyed || !hasBody(raw.headers)) return;
      raw.unpipe();
      raw.resume();
      const cancel = clock.after(pace.lingerMs, () => socket.destroy());
      raw.once('close', cancel);
    },
  };
}

function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
