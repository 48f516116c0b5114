import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type HttpServer, serveHttp } from '../../../src/http/server/serve-http.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('connections that are held open', () => {
  let http: HttpFixture;
  let server: HttpServer;
  let sockets: Socket[];
  beforeEach(async () => {
    http = await HttpFixture.make({ connections: { inAll: 20, perPeer: 10 } });
    server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close(0);
    await http.remove();
  });
  const open = async (localAddress: string, text: string) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.address).port), localAddress });
    socket.on('error', () => {});
    sockets.push(socket);
    socket.write(text);
    await once(socket, 'connect');
    return socket;
  };
  const half = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
  /** The first words of the answer to a whole request. */
  const answered = async (localAddress: string) => {
    const socket = await open(
      localAddress,
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    return String(answer).slice(0, 12);
  };

  it('keep nobody out, neither who shares their address nor others', async () => {
    for (let n = 0; n < 100; n += 1) await open('127.0.0.1', half);
    assert.equal(await answered('127.0.0.1'), 'HTTP/1.1 200');
    for (let n = 0; n < 100; n += 1) await open(`127.0.0.${2 + (n % 20)}`, half);
    assert.equal(await answered('127.0.0.1'), 'HTTP/1.1 200');
    assert.equal(await answered('127.0.1.1'), 'HTTP/1.1 200');
  });

  it('do not end what an account asked for', async () => {
    const { id } = await http.submit('ann');
    http.chief.tell = async function* (_after, signal) {
      if (!signal.aborted) await once(signal, 'abort');
      yield* [];
    };
    const follow = `GET /api/v1/jobs/${id}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${http.bearer('ann').authorization}\r\n\r\n`;
    const reader = await open('127.0.0.1', follow);
    await once(reader, 'data');
    for (let n = 0; n < 100; n += 1) await open('127.0.0.1', half);
    assert.equal(await answered('127.0.0.1'), 'HTTP/1.1 200');
    assert.equal(reader.destroyed || reader.readableEnded, false);
  });

  it('are refused with the time to wait where all do what accounts asked for', async () => {
    const { id } = await http.submit('ann');
    http.chief.tell = async function* (_after, signal) {
      if (!signal.aborted) await once(signal, 'abort');
      yield* [];
    };
    const follow = `GET /api/v1/jobs/${id}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${http.bearer('ann').authorization}\r\n\r\n`;
    for (let n = 0; n < 10; n += 1) await once(await open('127.0.0.1', follow), 'data');
    const refused = await open('127.0.0.1', '');
    const [answer] = await once(refused, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 503 .*retry-after: 5\r\n.*"code":"busy"/is);
    assert.equal(await answered('127.0.0.2'), 'HTTP/1.1 200');
  });
});
