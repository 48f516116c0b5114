import { createServer, type Socket } from 'node:net';
import { reachableAddress } from './reachable-address.ts';

/** The socket's name in its folder. */
export const socketName = 'bridge.sock';

export interface OneShotListener {
  /** Address under which processes of this user and machine reach the socket, however deep its folder lies. */
  readonly address: string;
  /**
   * The first connection. Rejects when the listener is closed before one came. An error of the connection ends it
   * without being thrown.
   */
  readonly connection: Promise<Socket>;
  /** Stops listening and removes the socket. Does not touch an accepted connection. Idempotent. */
  close(): Promise<void>;
}

/**
 * Listens on `folder/bridge.sock` for exactly one connection; then the socket is gone and nobody else gets in. Who may
 * connect depends on who may enter the folder.
 */
export async function listenOnce(folder: string): Promise<OneShotListener> {
  const { address, anchor } = await reachableAddress(folder, socketName);
  const server = createServer();
  let accept: (socket: Socket) => void = () => {};
  let giveUp: (error: Error) => void = () => {};
  const connection = new Promise<Socket>((resolve, reject) => {
    accept = resolve;
    giveUp = reject;
  });
  connection.catch(() => {});

  let taken = false;
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      // The socket file is removed at once, although the server reports that it is closed only after its connections.
      server.close();
      giveUp(new Error('the listener was closed before anyone connected'));
      resolve(anchor?.close());
    });
    return closing;
  };
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    if (taken) {
      socket.destroy();
      return;
    }
    taken = true;
    accept(socket);
    void close();
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (error) {
    await anchor?.close();
    throw error;
  }
  server.on('error', giveUp);
  return { address, connection, close };
}
