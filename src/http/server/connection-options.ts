import type { Socket } from 'node:net';
import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { refuseGarbage } from './refuse-garbage.ts';

const headersMs = 10_000;

/**
 * What connections may cost. Headers must come in a few seconds and silence ends a connection; a body as a whole may
 * take any time, see `paceUploads`.
 */
export const connectionOptions = {
  requestTimeout: 0,
  connectionTimeout: 120_000,
  keepAliveTimeout: 10_000,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  http: { headersTimeout: headersMs, connectionsCheckingInterval: 2000, maxHeaderSize: 16 * 1024 },
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => refuseGarbage(error, socket),
} as const satisfies Partial<FastifyHttpOptions<RawServerDefault>>;
