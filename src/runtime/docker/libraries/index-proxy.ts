import { chmod } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { reachableAddress } from '../../../bridge/transports/reachable-address.ts';
import { type HostAndPort, isAllowedHost, readHostAndPort } from './allowed-hosts.ts';
import { openTunnel, sendTo, upstreamProxy } from './upstream-proxy.ts';

export interface ProxyOptions {
  /** Path of the Unix socket, of any length; whoever can open its folder may connect. */
  readonly socket: string;
  /** As `allowedHosts` makes them. */
  readonly allowed: ReadonlySet<string>;
  /** The most bytes that come from outside; then every connection ends. */
  readonly maxBytes: number;
  /** Proxies of this machine. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a proxy has seen so far; it says why an installation failed where pip cannot. */
export interface ProxyNotes {
  /** Hosts that were asked for and are not allowed. */
  readonly refused: ReadonlySet<string>;
  /** Allowed hosts that could not be reached, with the system's code. */
  readonly unreachable: ReadonlyMap<string, string>;
  /** More came than may. */
  readonly tooMuch: boolean;
  /** Hosts whose answer broke off, for which pip was waiting. */
  readonly broken: ReadonlySet<string>;
}

export interface IndexProxy {
  readonly notes: ProxyNotes;
  /** Ends every connection, and removes the socket. */
  close(): Promise<void>;
}

const mostConnections = 32;
const mostNoted = 20;
const idleMs = 60_000;
const hopHeaders: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
];

/**
 * An HTTP proxy on a Unix socket that reaches the allowed hosts only: by CONNECT for TLS, and for plain HTTP by GET and
 * HEAD without a body. It is the only way out of a container that has no network.
 */
export async function startIndexProxy(options: ProxyOptions): Promise<IndexProxy> {
  const traffic = new Traffic(options);
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: idleMs, keepAliveTimeout: 5000 });
  server.maxConnections = mostConnections;
  server.on('connection', (socket) => traffic.hold(socket));
  server.on('request', (asked, answer) => traffic.pass(asked, answer));
  server.on('connect', (asked, client, head) => {
    client.unshift(head);
    void traffic.tunnel(asked, client);
  });
  server.on('clientError', (_, socket) => socket.destroy());
  const { address, anchor } = await reachableAddress(dirname(options.socket), basename(options.socket));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (error) {
    await anchor?.close();
    throw error;
  }
  // The folder decides who gets here; the container's user has a number of its own.
  await chmod(options.socket, 0o777);
  return {
    notes: traffic,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve(anchor?.close()));
        traffic.end();
      }),
  };
}

class Traffic implements ProxyNotes {
  readonly refused = new Set<string>();
  readonly unreachable = new Map<string, string>();
  readonly broken = new Set<string>();
  tooMuch = false;
  readonly #options: ProxyOptions;
  readonly #open = new Set<Duplex>();
  #bytes = 0;

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  /** Keeps an end so that it can be ended; its errors end it, silently. */
  hold(end: Duplex): void {
    this.#open.add(end);
    end.on('error', () => end.destroy());
    end.once('close', () => this.#open.delete(end));
  }

  end(): void {
    for (const end of this.#open) end.destroy();
  }

  async tunnel(asked: IncomingMessage, client: Duplex): Promise<void> {
    const target = readHostAndPort(asked.url ?? '');
    if (target === null || !this.#isAllowed(target)) {
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    try {
      const remote = await openTunnel(target, upstreamProxy('https', target, this.#options.env));
      this.hold(remote);
      if (client.destroyed) {
        remote.destroy();
        return;
      }
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      remote.on('data', (chunk: Buffer) => this.#count(chunk));
      remote.pipe(client).pipe(remote);
      client.once('close', () => remote.destroy());
    } catch (error) {
      this.#noteUnreachable(target, error);
      client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    }
  }

  pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = plainAddress(asked.url ?? '');
    const target = url === null ? null : readHostAndPort(url.host, 80);
    if (url === null || target === null || !this.#isAllowed(target)) {
      answer.writeHead(403).end();
      return;
    }
    if (asked.method !== 'GET' && asked.method !== 'HEAD') {
      answer.writeHead(405).end();
      return;
    }
    const headers = { ...passedOn(asked.headers), host: url.host };
    const upstream = upstreamProxy('http', target, this.#options.env);
    const sent =
      upstream === null
        ? request(url, { method: asked.method, headers, timeout: idleMs, agent: false })
        : sendTo(upstream, { method: asked.method, path: url.href, headers });
    sent.once('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    sent.once('error', (error) => {
      // Where pip has given up, that is no news of the index.
      if (answer.destroyed) return;
      this.#noteUnreachable(target, error);
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    });
    sent.once('response', (got) => {
      got.on('data', (chunk: Buffer) => this.#count(chunk));
      got.once('error', () => {
        // As above: pip itself may have ended it, and so may whoever counts what comes.
        if (!answer.destroyed && !this.tooMuch && this.broken.size < mostNoted)
          this.broken.add(target.host.toLowerCase());
        answer.destroy();
      });
      answer.writeHead(got.statusCode ?? 502, passedOn(got.headers));
      got.pipe(answer);
    });
    answer.once('close', () => sent.destroy());
    sent.end();
  }

  #isAllowed(target: HostAndPort): boolean {
    if (this.tooMuch) return false;
    if (isAllowedHost(target, this.#options.allowed)) return true;
    if (this.refused.size < mostNoted) this.refused.add(target.host.toLowerCase());
    return false;
  }

  #noteUnreachable({ host }: HostAndPort, error: unknown): void {
    const { code = 'unknown' } = error as { code?: string };
    if (this.unreachable.size < mostNoted) this.unreachable.set(host.toLowerCase(), code);
  }

  #count(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#options.maxBytes) return;
    this.tooMuch = true;
    this.end();
  }
}

/** An address of plain HTTP, without name and password: those are in a header. */
function plainAddress(text: string): URL | null {
  if (!text.startsWith('http://') || !URL.canParse(text)) return null;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url;
}

function passedOn(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopHeaders.includes(name) ? [] : [[name, value]],
    ),
  );
}
