import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * A listener of the test's own, on the loopback, that stands for metadata services, gateways, engines and name servers.
 */
export class Decoy {
  calls = 0;
  readonly #server: Server;

  private constructor(
    server: Server,
    readonly places: readonly (readonly [host: string, port: number])[],
  ) {
    this.#server = server;

    server.on('connection', (socket) => {
      this.calls += 1;
      socket.end();
    });
  }

  static async listen(): Promise<Decoy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    return new Decoy(server, [['127.0.0.1', port]]);
  }

  close(): void {
    this.#server.close();
  }
}
