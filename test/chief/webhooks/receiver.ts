import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whoever an account has told about itself: a real server on the loopback. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    this.received.push({ method, path: url, headers, body: await text(request) });
    this.answer(response);
  });
  /** Connections that were made, with or without a request. */
  connections = 0;
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();

  static async start(host = '127.0.0.1', port = 0): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.on('connection', () => {
      receiver.connections += 1;
    });
    receiver.#server.listen(port, host);
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Answers with that status, and with a header. */
  always(status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.answer = (response) => response.writeHead(status, headers).end();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
