import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server that answers as a test says, by `METHOD /path`, and remembers what it was asked. */
export class StubChief {
  readonly asked: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  answers: Record<string, Answer> = {};
  readonly #server = createServer((request, response) => {
    const key = `${request.method} ${request.url!.replace('/api/v1', '').replace(/\?.*$/, '')}`;
    this.asked.push(key);
    this.headers.push(request.headers);
    const answer = this.answers[key] ?? problem(404, 'not-found', 'There is nothing of that name.');
    answer(request, response);
  });

  static async start(): Promise<StubChief> {
    const stub = new StubChief();
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function json(value: unknown, status = 200): Answer {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

export function problem(status: number, code: string, detail: string, members: object = {}): Answer {
  const body = { type: 'about:blank', title: code, status, code, detail, help: 'Do this.', ...members };
  return (request, response) => {
    request.resume();
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
}
