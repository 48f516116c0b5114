import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { HttpFixture } from '../http-fixture.ts';

/** A client that leaves before it was answered, at whatever moment, takes nothing with it that others would need. */
describe('requests whose client has left', () => {
  let http: HttpFixture;
  let port: number;
  const stream = { perAccount: 3, inAll: 3 };

  beforeEach(async () => {
    http = await HttpFixture.make({
      rates: { perSecond: 100, burst: 100, open: 3 },
      held: { inAll: 3, upload: stream, download: stream, stream },
      turns: { atOnce: 1, perAccount: 1 },
    });
    await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
    port = (http.parts.app.server.address() as AddressInfo).port;
  });
  afterEach(() => http.remove());

  /** Sends so many requests on one connection, without waiting for answers; also the server's end of it. */
  async function ask(path: string, count: number): Promise<{ client: Socket; server: Socket }> {
    const accepted = once(http.parts.app.server, 'connection');
    const client = connect(port, '127.0.0.1');
    const { authorization } = http.bearer('ann');
    const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`;
    client.on('error', () => {});
    client.write(request.repeat(count));
    return { client, server: (await accepted)[0] as Socket };
  }

  async function leave({ client, server }: { client: Socket; server: Socket }): Promise<void> {
    const closed = signalled();
    server.once('close', closed.resolve);
    client.destroy();
    await closed.promise;
  }

  /** Holds back what the store says of tokens until `release`; resolves `asked` when it was asked. */
  function holdTokens(): { asked: Promise<void>; release: () => void } {
    const { tokens } = http.parts.home.store;
    const find = tokens.find.bind(tokens);
    const asked = signalled();
    const released = signalled();
    tokens.find = async (id) => {
      asked.resolve();
      await released.promise;
      return find(id);
    };
    return { asked: asked.promise, release: released.resolve };
  }

  for (const path of ['/api/v1/jobs', '/api/v1/jobs/none/events'])
    it(`do not count while the chief was still looking at their token: ${path}`, async () => {
      const tokens = holdTokens();
      const asking = [await ask(path, 1), await ask(path, 1), await ask(path, 1)];
      await tokens.asked;
      for (const each of asking) await leave(each);
      tokens.release();
      await http.idle();
      for (const request of ['GET /api/v1/jobs', 'GET /api/v1/packages'])
        assert.equal((await http.ask('ann', request)).statusCode, 200);
    });

  it('do not count where several came on one connection while the chief was looking at their token', async () => {
    const tokens = holdTokens();
    const asking = await ask('/api/v1/jobs', 3);
    await tokens.asked;
    await leave(asking);
    tokens.release();
    await http.idle();
    assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 200);
  });

  it('do not count where they waited behind another on the same connection', async () => {
    const followed = signalled();
    let streams = 0;
    http.chief.tell = async function* (_after, signal) {
      streams += 1;
      if (streams === 3) followed.resolve();
      if (!signal.aborted) await once(signal, 'abort');
      yield* [];
    };
    const { id } = await http.submit('ann');
    const asking = await ask(`/api/v1/jobs/${id}/events`, 3);
    await followed.promise;
    assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 429);
    await leave(asking);
    assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 200);
  });
});

function signalled(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((signal) => {
    resolve = signal;
  });
  return { promise, resolve };
}
