import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpApp } from '../type-provider.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface HttpServer {
  /** Such as `http://127.0.0.1:7878`. */
  readonly address: string;
  /** Takes no more requests, and ends after `graceMs` those that are still open. */
  close(graceMs: number): Promise<void>;
}

/** Listens. Throws the system's error where it cannot. */
export async function serveHttp(app: HttpApp, { host, port }: ListenAddress): Promise<HttpServer> {
  const { server } = app;
  const silent = silentConnections(server);
  // The request itself says when it wants its body, see `paceUploads`.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  await app.listen({ host, port, listenTextResolver: () => 'listening' });
  return {
    address: addressOf(server.address() as AddressInfo),
    async close(graceMs) {
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      for (const socket of silent) socket.destroy();
      try {
        await app.close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Connections on which no request has come yet. Clients open some ahead, and Node counts those as busy. */
function silentConnections(server: Server): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  return silent;
}

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
