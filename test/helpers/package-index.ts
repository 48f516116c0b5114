import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Wheel } from './wheels.ts';

/** A package index on the loopback of this machine, with pages as PEP 503 has them. */
export class PackageIndex {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** More links for the page of a library, as they stand in it. */
  readonly links = new Map<string, string>();
  /** What `Authorization` has to be; null: nothing. */
  login: string | null = null;
  readonly #wheels: Wheel[] = [];
  readonly #server: Server;
  #port = 0;
  #lies = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PackageIndex> {
    const server = createServer();
    const index = new PackageIndex(server);
    server.on('request', ({ url = '/', headers }, answer) => {
      index.asked.push(url);
      const isKnown = index.login === null || headers.authorization === index.login;
      const body = isKnown ? index.#answer(url) : null;
      const status = isKnown ? 404 : 401;
      if (body === null) answer.writeHead(status).end();
      else
        answer
          .writeHead(200, { 'content-type': url.endsWith('/') ? 'text/html' : 'application/zip' })
          .end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    index.#port = (server.address() as AddressInfo).port;
    return index;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `http://${this.host}/simple/`;
  }

  add(...wheels: readonly Wheel[]): void {
    this.#wheels.push(...wheels);
  }

  /** From now on the pages name hashes that the files do not have. */
  lie(): void {
    this.#lies = true;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string): string | Buffer | null {
    const file = this.#wheels.find((wheel) => url === `/files/${wheel.file}`);
    if (file !== undefined) return file.bytes;
    const name = /^\/simple\/([a-z0-9-]+)\/$/.exec(url)?.[1];
    const listed = this.#wheels.filter((wheel) => wheel.name.toLowerCase().replace(/[-_.]+/g, '-') === name);
    const links = listed.map((wheel) => {
      const sha256 = this.#lies ? '0'.repeat(64) : wheel.sha256;
      return `<a href="/files/${wheel.file}#sha256=${sha256}">${wheel.file}</a>`;
    });
    const more = this.links.get(name ?? '');
    return links.length === 0 && more === undefined ? null : `<!DOCTYPE html>${links.join('')}${more ?? ''}`;
  }
}
