import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { runButcher } from './run-butcher.ts';

/** A `butcher` for scripts whose command lines run in this process, so that none of them waits for Node to start. */
export class AnsweringButcher {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Resolves when programs can ask. Each command line is run at `place`, wherever it comes from. */
  static async start(place: Parameters<typeof runButcher>[1]): Promise<AnsweringButcher> {
    const server = createServer(async (socket) => {
      let asked = '';
      for await (const text of socket.setEncoding('utf8')) {
        asked += text;
        const [count, ...words] = asked.split('\0').slice(0, -1);
        if (count !== undefined && words.length === Number(count)) {
          socket.end((await runButcher(words, place)).stdout);
          return;
        }
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new AnsweringButcher(server);
  }

  /** The text of a program that asks this process, and prints what it answers. */
  get program(): string {
    const { port } = this.#server.address() as { readonly port: number };
    return `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port}
printf '%s\\0' "$#" "$@" >&3
exec cat <&3
`;
  }

  close(): void {
    this.#server.close();
  }
}
