import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import type { Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { HttpApp } from '../type-provider.ts';

/** The chief's group may use it: that of the proxy before it. */
const socketMode = 0o660;

/** A socket that somebody else holds, and listens at while this process does not; with its path where it is Unix's. */
export interface GivenSocket {
  readonly fd: number;
  readonly path?: string;
}

/** Port 0: any free one. A socket's path: the file is made, readable to its group, and goes at the end. */
export type ListenAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  | GivenSocket;

export interface HttpServer {
  /** Such as `http://127.0.0.1:7878`, or `unix:/run/butcher/chief.sock`. */
  readonly address: string;
  /** Takes no more connections, closes those on which nothing is asked, and ends others after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Listens. Throws the system's error where it cannot. */
export async function serveHttp(app: HttpApp, listen: ListenAddress): Promise<HttpServer> {
  const { server } = app;
  const silent = silentConnections(server);
  const answers = openAnswers(server);
  // The request itself says when it wants its body, see `paceUploads`.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  if ('fd' in listen) await listenAt(app, listen);
  else {
    if ('path' in listen) await removeStale(listen.path);
    await app.listen({ ...listen, listenTextResolver: () => 'listening' });
    if ('path' in listen) await chmod(listen.path, socketMode);
  }
  return {
    address: isPath(listen) ? `unix:${listen.path}` : addressOf(server.address() as AddressInfo),
    async close(graceMs) {
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      for (const socket of silent) socket.destroy();
      // Whoever is answered now would else keep the connection, on which nothing is taken any more.
      for (const answer of answers) answer.shouldKeepAlive = false;
      try {
        await app.close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Whether it is a Unix socket. */
export function isPath(listen: ListenAddress): listen is ListenAddress & { readonly path: string } {
  return 'path' in listen && listen.path !== undefined;
}

/** Not by the framework, which asks for the address of what it listens at; such a Unix socket has none in Node. */
async function listenAt(app: HttpApp, { fd }: GivenSocket): Promise<void> {
  await app.ready();
  app.server.listen({ fd });
  await once(app.server, 'listening');
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

/** Answers that are not sent yet. */
function openAnswers(server: Server): ReadonlySet<ServerResponse> {
  const open = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return open;
}

/** Removes a socket on which nobody listens any more. Whatever else is there stays, and listening fails. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isSocket() !== true || (await isAnswered(path))) return;
  await unlink(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
