import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line to an HTTP server that breaks, or hangs, when a test says so. */
export class Line {
  /** After so many bytes that came in over one connection it breaks; each counts once. */
  cuts: number[] = [];
  /** Called when one breaks so. */
  onCut = () => {};
  readonly #server: Server;
  readonly #target: () => string;
  readonly #open = new Set<Socket>();
  #holdAt = Number.POSITIVE_INFINITY;

  private constructor(target: () => string) {
    this.#target = target;
    this.#server = createServer((socket) => this.#forward(socket));
  }

  /** `target`: the address of the server at the moment, such as `http://127.0.0.1:7878`. */
  static async to(target: () => string): Promise<Line> {
    const line = new Line(target);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on what comes in over a connection stops after so many bytes, and nobody is told. */
  hold(bytes: number): void {
    this.#holdAt = bytes;
  }

  /** Connections to come are as they should be; those that are open break. */
  mend(): void {
    this.#holdAt = Number.POSITIVE_INFINITY;
    for (const socket of this.#open) socket.destroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #forward(socket: Socket): void {
    const there = connect(Number(new URL(this.#target()).port), '127.0.0.1');
    this.#open.add(socket);
    for (const end of [socket, there]) end.on('error', () => {});
    socket.on('close', () => {
      this.#open.delete(socket);
      there.destroy();
    });
    there.on('close', () => socket.destroy());
    there.pipe(socket);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > (this.cuts[0] ?? Number.POSITIVE_INFINITY)) {
        this.cuts.shift();
        this.onCut();
        there.end(() => socket.destroy());
        return;
      }
      if (bytes > this.#holdAt) socket.pause();
      if (there.write(chunk)) return;
      socket.pause();
      there.once('drain', () => {
        if (bytes <= this.#holdAt) socket.resume();
      });
    });
  }
}
