import { once } from 'node:events';
import { connect } from 'node:net';
import { serveHttp } from '../../../src/http/server/serve-http.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('connections on which nothing was asked', () => {
  it('do not hold up a chief that stops', async () => {
    const http = await HttpFixture.make();
    const server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    const { port, hostname } = new URL(server.address);
    const [silent, half] = [connect(Number(port), hostname), connect(Number(port), hostname)];
    await Promise.all([once(silent, 'connect'), once(half, 'connect')]);
    half.write('GET /healthz HTTP/1.1\r\n');
    const ended = [silent, half].map((socket) => {
      socket.on('error', () => {});
      return new Promise((resolve) => socket.resume().once('close', resolve));
    });
    // As long as a test may take: it ends by the time limit unless they are let go at once.
    await server.close(600_000);
    await Promise.all(ended);
    await http.remove();
  });
});
