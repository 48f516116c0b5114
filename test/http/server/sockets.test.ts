import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { defaultPace } from '../../../src/http/guards/pace-uploads.ts';
import { type HttpServer, serveHttp } from '../../../src/http/server/serve-http.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('connections', () => {
  let http: HttpFixture;
  let server: HttpServer;
  before(async () => {
    http = await HttpFixture.make();
    server = await serveHttp(http.parts.app, { host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await server.close(0);
    await http.remove();
  });
  const open = () => connect({ host: '127.0.0.1', port: Number(new URL(server.address).port) });
  const heads = (request: string, headers: Readonly<Record<string, string | number>>) =>
    [
      `${request} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${http.parts.tokens.ann}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n');
  /** Resolves when nothing of an upload is left, which must not take long. */
  const nothingLeft = async () => {
    while ((await http.parts.home.entries()).some((entry) => entry.startsWith('incoming/')))
      await once(AbortSignal.timeout(10), 'abort');
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/datasets')).json().items, []);
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/packages')).json().items, []);
  };

  it('that break in the middle of an upload leave nothing', async () => {
    const form =
      '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n' +
      'Content-Type: application/octet-stream\r\n\r\nhalf a file';
    const cut: readonly (readonly [string, Readonly<Record<string, string | number>>, string])[] = [
      ['POST /api/v1/datasets?name=d', { 'Content-Length': 1000 }, 'half a file'],
      ['POST /api/v1/packages', { 'Content-Length': 1000 }, 'half a package'],
      ['POST /api/v1/datasets?name=d', { 'Transfer-Encoding': 'chunked' }, '5\r\nhalf \r\n'],
      [
        'POST /api/v1/datasets?name=d',
        { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': 1000 },
        form,
      ],
    ];
    for (const [request, headers, body] of cut) {
      const socket = open();
      socket.write(heads(request, headers) + body);
      while (!(await http.parts.home.entries()).some((entry) => entry.startsWith('incoming/')))
        await once(AbortSignal.timeout(10), 'abort');
      socket.destroy();
      await nothingLeft();
    }
  });

  it('whose forms end early are told so', async () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n' +
      'Content-Type: application/octet-stream\r\n\r\nhalf a file';
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': body.length };
    const answer = await exchange(open(), heads('POST /api/v1/datasets?name=d', headers) + body, true);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /"code":"cut-short"/);
    await nothingLeft();
  });

  it('that trickle are ended, and those that wait for us are not', async () => {
    const socket = open();
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.write(`${heads('POST /api/v1/datasets?name=d', { 'Content-Length': 100_000 })}a`);
    while (!(await http.parts.home.entries()).some((entry) => entry.startsWith('incoming/')))
      await once(AbortSignal.timeout(10), 'abort');
    http.parts.clock.advance(defaultPace.everyMs - 10_000);
    socket.write('x'.repeat(20_000));
    while (!(await sizeReaches(20_001))) await once(AbortSignal.timeout(10), 'abort');
    http.parts.clock.advance(10_000);
    assert.equal(socket.destroyed, false, 'it was fast enough');
    http.parts.clock.advance(defaultPace.everyMs);
    await closed;
    await nothingLeft();
  });

  it('whose body was refused are heard out for a while only', async () => {
    const socket = open();
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    const refused = heads('POST /api/v1/packages', { 'Content-Length': 1_000_000 });
    socket.write(`${refused.replace(/butcher_\S+/, 'butcher_x')}${'x'.repeat(1000)}`);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 401 /);
    while (http.parts.log.at(-1)?.includes('"status":401') !== true)
      await once(AbortSignal.timeout(10), 'abort');
    const trickle = setInterval(() => socket.write('x'), 500);
    http.parts.clock.advance(defaultPace.lingerMs);
    await closed;
    clearInterval(trickle);
  });

  it('are asked for a body only once nothing speaks against the request', async () => {
    const expecting = { 'Content-Length': 5, Expect: '100-continue' };
    const willing = await exchange(open(), heads('POST /api/v1/packages', expecting));
    assert.match(willing, /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    const unknown = heads('POST /api/v1/packages', expecting).replace(/butcher_\S+/, 'butcher_x');
    assert.match(await exchange(open(), unknown), /^HTTP\/1\.1 401 /);
  });

  it('that do not speak HTTP are told so and closed', async () => {
    assert.match(await exchange(open(), 'GARBAGE\r\n\r\n', true), /^HTTP\/1\.1 400 .*"code":"bad-request"/s);
    const long = heads('GET /healthz', { 'X-Long': 'x'.repeat(20_000) });
    assert.match(await exchange(open(), long, true), /^HTTP\/1\.1 431 .*"code":"header-too-large"/s);
    assert.match(await exchange(open(), 'GET /healthz HTTP/1.1\r\n\r\n', true), /^HTTP\/1\.1 400 /);
    assert.equal((await fetch(`${server.address}/healthz`)).status, 200);
  });

  it('that lie about the length of a body are refused', async () => {
    const both = heads('POST /api/v1/packages', { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' });
    assert.match(await exchange(open(), `${both}0\r\n\r\n`, true), /^HTTP\/1\.1 400 /);
    for (const length of ['-1', '5x', '5, 6', `${2 ** 60}`]) {
      const wrong = heads('POST /api/v1/packages', { 'Content-Length': length });
      assert.match(await exchange(open(), `${wrong}hello`), /^HTTP\/1\.1 4\d\d /, length);
    }
    await nothingLeft();
  });

  async function sizeReaches(bytes: number): Promise<boolean> {
    const { stat } = await import('node:fs/promises');
    for (const entry of await http.parts.home.entries())
      if (entry.startsWith('incoming/'))
        return (await stat(`${http.parts.home.path}/${entry}`)).size >= bytes;
    return false;
  }
});

/** Sends text and returns what is answered: all of it, or the first piece. */
async function exchange(socket: Socket, text: string, all = false): Promise<string> {
  socket.setEncoding('utf8');
  socket.write(text);
  let answer = '';
  try {
    for await (const piece of socket) {
      answer += piece;
      if (!all || answer.includes('\r\n0\r\n') || /\}$/.test(answer)) break;
    }
  } finally {
    socket.destroy();
  }
  return answer;
}
