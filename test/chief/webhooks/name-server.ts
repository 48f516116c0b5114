import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const typeA = 1;

/** A server of names on the loopback that answers each question for an address of IPv4 with what it is told to. */
export class NameServer {
  readonly #socket = createSocket('udp4');
  /** How often it was asked for an address. */
  asked = 0;
  #answer: () => readonly string[] | 'silence' = () => [];

  static async start(): Promise<NameServer> {
    const server = new NameServer();
    server.#socket.on('message', (question, { port, address }) => {
      const answer = server.#reply(question);
      if (answer !== null) server.#socket.send(answer, port, address);
    });
    server.#socket.bind(0, '127.0.0.1');
    await once(server.#socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** Gives these addresses from now on. */
  answer(addresses: () => readonly string[] | 'silence'): void {
    this.#answer = addresses;
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #reply(question: Buffer): Buffer | null {
    let end = 12;
    while (question[end] !== 0) end += question[end]! + 1;
    end += 5;
    const isA = question.readUInt16BE(end - 4) === typeA;
    if (isA) this.asked += 1;
    const addresses = isA ? this.#answer() : [];
    if (addresses === 'silence') return null;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.fill(0, 8, 12);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
    );
    return Buffer.concat([header, question.subarray(12, end), ...records]);
  }
}
