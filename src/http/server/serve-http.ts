import type { AddressInfo } from 'node:net';
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

/** Beyond it, new connections are dropped until others have ended. */
const maxConnections = 4096;

/** Listens. Throws the system's error where it cannot. */
export async function serveHttp(app: HttpApp, { host, port }: ListenAddress): Promise<HttpServer> {
  const { server } = app;
  server.maxConnections = maxConnections;
  // The request itself says when it wants its body, see `paceUploads`.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  await app.listen({ host, port, listenTextResolver: () => 'listening' });
  return {
    address: addressOf(server.address() as AddressInfo),
    async close(graceMs) {
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
