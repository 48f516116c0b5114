import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What becomes of a call: it passes (perhaps late, or with something done before its answer goes on), the connection
 * breaks before or after the engine has done it, the engine does it twice, it is answered with an error, or never.
 */
export type Fate =
  | 'pass'
  | 'drop'
  | 'drop-answer'
  | 'duplicate'
  | 'fail'
  | 'hang'
  | { readonly delayMs: number }
  | { readonly onceDone: () => void };

export interface EngineCall {
  readonly method: string;
  /** Without version, query and container, such as `/containers/create` or `/containers/-/start`. */
  readonly path: string;
}

/** Stands in front of the engine's socket and decides about each call. The bridges of containers do not pass here. */
export class EngineProxy {
  readonly address: string;
  readonly calls: EngineCall[] = [];
  /** Calls that did not simply pass. */
  troubled = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  readonly #engine: string;

  private constructor(
    readonly path: string,
    engine: string,
    /** May be changed at any time. */
    public decide: (call: EngineCall) => Fate,
  ) {
    this.#engine = engine;

    this.address = `unix://${path}`;
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#server.on('upgrade', (incoming, socket, head) => this.#upgrade(incoming, socket, head));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  static async listen(
    path: string,
    decide: (call: EngineCall) => Fate,
    engine = '/var/run/docker.sock',
  ): Promise<EngineProxy> {
    const proxy = new EngineProxy(path, engine, decide);
    await new Promise<void>((resolve) => proxy.#server.listen(path, resolve));
    return proxy;
  }

  /** As an engine that is stopped: every connection breaks and nobody listens any more. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fate = this.#fateOf(incoming);
    if (fate === 'hang') return;
    if (fate === 'drop') {
      incoming.socket.destroy();
      return;
    }
    if (fate === 'fail') {
      outgoing.writeHead(500, { 'content-type': 'application/json' });
      outgoing.end('{"message":"the engine was told to fail"}');
      return;
    }
    const body: Buffer[] = [];
    for await (const chunk of incoming) body.push(chunk as Buffer);
    if (typeof fate === 'object' && 'delayMs' in fate) await delay(fate.delayMs);
    if (fate === 'duplicate')
      await this.#forward(incoming, Buffer.concat(body)).then((answer) => answer?.resume());
    const answer = await this.#forward(incoming, Buffer.concat(body));
    if (typeof fate === 'object' && 'onceDone' in fate) fate.onceDone();
    if (answer === null || fate === 'drop-answer') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    outgoing.flushHeaders();
    answer.on('error', () => outgoing.destroy());
    answer.pipe(outgoing);
  }

  /** Null where the engine cannot be reached. */
  #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage | null> {
    return new Promise((resolve) => {
      const call = request({ socketPath: this.#engine, method, path: url, headers, agent: false }, resolve);
      call.once('error', () => resolve(null));
      call.end(body);
    });
  }

  /** Attached streams: bytes both ways, as they come. */
  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const fate = this.#fateOf(incoming);
    if (fate === 'hang') return;
    if (fate !== 'pass' && fate !== 'duplicate' && typeof fate !== 'object') {
      socket.destroy();
      return;
    }
    const engine = connect(this.#engine, () => {
      const headers = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, index) =>
        incoming.rawHeaders.slice(index * 2, index * 2 + 2).join(': '),
      );
      engine.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      engine.write(head);
      if (typeof fate === 'object' && 'onceDone' in fate) fate.onceDone();
      engine.pipe(socket).pipe(engine);
    });
    engine.on('error', () => socket.destroy());
    socket.on('error', () => engine.destroy());
    socket.on('close', () => engine.destroy());
  }

  #fateOf({ method = '', url = '' }: IncomingMessage): Fate {
    const path = url
      .replace(/\?.*$/, '')
      .replace(/^\/v[\d.]+/, '')
      .replace(/^\/(containers|images|networks)\/(?!create$|json$|load$|prune$)[^/]+/, '/$1/-');
    const call = { method, path };
    this.calls.push(call);
    const fate = this.decide(call);
    if (fate !== 'pass') this.troubled += 1;
    return fate;
  }
}
