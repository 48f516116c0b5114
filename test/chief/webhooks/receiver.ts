import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Certificate } from '../../helpers/certificate.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whoever an account has told about itself: a real server on the loopback. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #server;
  readonly #scheme: string;
  /** Connections that were made, with or without a request. */
  connections = 0;
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();

  private constructor(certificate: Certificate | null) {
    const take: RequestListener = async (request, response) => {
      const { method = '', url = '', headers } = request;
      this.received.push({ method, path: url, headers, body: await text(request) });
      this.answer(response);
    };
    this.#server = certificate === null ? createServer(take) : createTlsServer(certificate, take);
    this.#scheme = certificate === null ? 'http' : 'https';
  }

  /** With a certificate it speaks TLS. */
  static async start(
    host = '127.0.0.1',
    port = 0,
    certificate: Certificate | null = null,
  ): Promise<Receiver> {
    const receiver = new Receiver(certificate);
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
    return `${this.#scheme}://127.0.0.1:${this.port}/hook`;
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
