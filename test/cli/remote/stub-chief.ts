import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainOptions } from '../../helpers/job-options.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const packageDigest = `sha256:${'0'.repeat(64)}`;

/** A job that is done, as a chief shows it. */
export const servedJob = {
  id: 'k7qmabcdefgh',
  name: 'words',
  account: 'ann',
  state: 'done',
  package: packageDigest,
  dataset: null,
  datasetId: null,
  options: { ...plainOptions, workers: 2 },
  counts: { fragments: 3, results: 3, merged: 3, failed: 0, skipped: 0, retried: 0 },
  bytes: { in: 10, out: 20 },
  seconds: { preparing: 0.5, running: 1, packing: 0.1 },
  peakMemory: { splitter: 12 * 2 ** 20, worker: 140 * 2 ** 20, merger: null },
  workers: 2,
  busy: null,
  engine: 'stub',
  distributions: [],
  warnings: [],
  failure: null,
  hasResults: true,
  ...{ exhausted: true, position: null, waitsFor: null, storedBytes: 0, cacheBytes: 0, bundleBytes: 0 },
  createdAtMs: 1_700_000_000_000,
  startedAtMs: 1_700_000_001_000,
  endedAtMs: 1_700_000_002_000,
};

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

/** A file with its digest as ETag. */
export function whole(bytes: Buffer, etag: string): Answer {
  return (_request, response) => response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
}
