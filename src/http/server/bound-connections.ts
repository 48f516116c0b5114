import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { peerOf, type TrustedProxies } from '../guards/client-address.ts';
import { HttpProblem } from '../http-problem.ts';
import { type ConnectionBounds, ConnectionLedger } from './connection-ledger.ts';
import { endWith } from './refuse-garbage.ts';

export const defaultConnections: ConnectionBounds = { inAll: 4096, perPeer: 1024 };

/** Connections that are being ended count until they are gone; beyond this many more, new ones are dropped. */
const endingAtOnce = 64;

/**
 * Keeps the connections of a server within the bounds ({@link ConnectionLedger}). Returns what marks the connection of
 * a request as one that does what an account asked for, and gives what ends that.
 */
export function boundConnections(server: Server, bounds: ConnectionBounds, proxies: TrustedProxies) {
  const ledger = new ConnectionLedger<Socket>(bounds);
  server.maxConnections = bounds.inAll + endingAtOnce;
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    const peer = { name: peerOf(remoteAddress), trusted: proxies.has(remoteAddress) };
    socket.once('close', () => ledger.closed(socket));
    const excess = ledger.open(socket, peer);
    if (excess === null) return;
    ledger.closed(excess);
    if (excess === socket) refuse(socket);
    else excess.destroy();
  });
  const heard = ({ socket }: IncomingMessage) => ledger.heard(socket);
  server.on('request', heard);
  return ({ raw: { socket } }: FastifyRequest): (() => void) => {
    ledger.hold(socket);
    return () => ledger.free(socket);
  };
}

function refuse(socket: Socket): void {
  socket.on('error', () => {});
  const problem = new HttpProblem('busy', 'The chief has as many connections open as it may.', {
    headers: { 'retry-after': '5' },
  });
  endWith(socket, problem);
}
