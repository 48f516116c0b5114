import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveHttp } from '../../../src/http/server/serve-http.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('a thousand connections that say half a request each', () => {
  it('keep nobody else from being served', async () => {
    const http = await HttpFixture.make();
    const server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    const port = Number(new URL(server.address).port);
    const sockets: Socket[] = [];
    try {
      for (let number = 0; number < 1000; number += 1) {
        const socket = connect({ host: '127.0.0.1', port });
        socket.on('error', () => {});
        socket.write(
          'POST /api/v1/packages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nX-Slow: ',
        );
        sockets.push(socket);
      }
      await Promise.all(sockets.map((socket) => (socket.connecting ? once(socket, 'connect') : null)));
      assert.equal((await fetch(`${server.address}/healthz`)).status, 200);
      const jobs = await fetch(`${server.address}/api/v1/jobs`, { headers: http.bearer('ann') });
      assert.equal(jobs.status, 200);
      assert.deepEqual(
        (await http.parts.home.entries()).filter((entry) => entry.startsWith('incoming/')),
        [],
      );
    } finally {
      for (const socket of sockets) socket.destroy();
      await server.close(0);
      await http.remove();
    }
  });
});
