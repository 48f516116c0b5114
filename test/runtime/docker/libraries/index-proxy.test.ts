import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { reachableAddress } from '../../../../src/bridge/transports/reachable-address.ts';
import { type IndexProxy, startIndexProxy } from '../../../../src/runtime/docker/libraries/index-proxy.ts';

describe('the proxy between pip and the index', () => {
  let folder: string;
  let proxy: IndexProxy;
  let index: Server;
  let decoy: ReturnType<typeof createServer>;
  let reached: number;
  let seen: IncomingMessage[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-proxy-'));
    seen = [];
    index = createHttpServer((asked, answer) => {
      seen.push(asked);
      if (asked.url === '/silent') return;
      if (asked.url === '/cut') {
        answer.writeHead(200, { 'content-length': 1000 });
        answer.write('abc', () => answer.destroy());
      } else if (asked.url === '/large') answer.end(Buffer.alloc(5_000_000));
      else answer.setHeader('x-told', 'yes').end(`you asked for ${asked.url}`);
    });
    reached = 0;
    decoy = createServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    for (const server of [index, decoy]) await once(server.listen(0, '127.0.0.1'), 'listening');
    proxy = await start({});
  });

  afterEach(async () => {
    await proxy.close();
    index.closeAllConnections();
    index.close();
    decoy.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: Record<string, string>, allowed = [`127.0.0.1:${portOf(index)}`]): Promise<IndexProxy> {
    const options = { allowed: new Set(allowed), maxBytes: 1_000_000, env };
    return startIndexProxy({
      ...options,
      socket: join(folder, `${allowed.length}${Object.keys(env).length}.sock`),
    });
  }

  function portOf(server: { address(): unknown }): number {
    return (server.address() as AddressInfo).port;
  }

  async function ask(url: string, method = 'GET', headers = {}): Promise<{ status: number; body: string }> {
    const asked = request({ socketPath: join(folder, '10.sock'), method, path: url, headers, agent: false });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode!, body: await text(answer) };
  }

  async function tunnelTo(target: string): Promise<{ status: number; socket: Socket }> {
    const asked = request({
      socketPath: join(folder, '10.sock'),
      method: 'CONNECT',
      path: target,
      agent: false,
    });
    asked.end();
    const [answer, socket] = (await once(asked, 'connect')) as [IncomingMessage, Socket];
    return { status: answer.statusCode!, socket };
  }

  it('listens in a folder of a long path, too, and leaves no socket there', async () => {
    const deep = join(folder, 'd'.repeat(120));
    await mkdir(deep);
    const options = { allowed: new Set<string>(), maxBytes: 1, env: {} };
    const other = await startIndexProxy({ ...options, socket: join(deep, 'pip.sock') });
    const { address, anchor } = await reachableAddress(deep, 'pip.sock');
    const asked = request({ socketPath: address, path: 'http://elsewhere.example/', agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(answer.statusCode, 403);
    answer.resume();
    await anchor!.close();
    await other.close();
    assert.deepEqual(await readdir(deep), []);
  });

  it('passes plain requests on to the index, with its login and without what is the proxy’s', async () => {
    const headers = { authorization: 'Basic eDp5', 'proxy-authorization': 'Basic secret' };
    assert.deepEqual(await ask(`http://127.0.0.1:${portOf(index)}/simple/six/`, 'GET', headers), {
      status: 200,
      body: 'you asked for /simple/six/',
    });
    assert.equal(seen[0]!.headers.authorization, 'Basic eDp5');
    assert.equal(seen[0]!.headers['proxy-authorization'], undefined);
  });

  it('opens tunnels to the index', async () => {
    const { status, socket } = await tunnelTo(`127.0.0.1:${portOf(index)}`);
    assert.equal(status, 200);
    socket.write('GET /through HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    assert.match((await buffer(socket)).toString(), /you asked for \/through$/);
  });

  it('reaches nothing else, and notes who was asked for', async () => {
    const other = `127.0.0.1:${portOf(decoy)}`;
    assert.equal((await ask(`http://${other}/`)).status, 403);
    assert.equal((await tunnelTo(other)).status, 403);
    for (const url of ['/etc/passwd', 'file:///etc/passwd', `https://${other}/`, 'http://', 'ftp://x/'])
      assert.equal((await ask(url)).status, 403, url);
    for (const target of ['localhost:22', '169.254.169.254:80', '[::1]:443', 'nothing'])
      assert.equal((await tunnelTo(target)).status, 403);
    assert.equal(reached, 0);
    assert.deepEqual([...proxy.notes.refused], ['127.0.0.1', 'localhost', '169.254.169.254', '::1']);
  });

  it('takes no bodies', async () => {
    assert.equal((await ask(`http://127.0.0.1:${portOf(index)}/upload`, 'POST')).status, 405);
    assert.deepEqual(seen, []);
  });

  it('ends everything where more comes than may', async () => {
    await assert.rejects(ask(`http://127.0.0.1:${portOf(index)}/large`));
    assert.equal(proxy.notes.tooMuch, true);
    await assert.rejects(
      ask(`http://127.0.0.1:${portOf(index)}/`).then(({ status }) => assert.notEqual(status, 403)),
    );
  });

  it('notes an index that cannot be reached', async () => {
    const port = portOf(index);
    index.close();
    assert.equal((await ask(`http://127.0.0.1:${port}/`)).status, 502);
    assert.deepEqual([...proxy.notes.unreachable], [['127.0.0.1', 'ECONNREFUSED']]);
  });

  it('notes an index whose answer breaks off', async () => {
    await assert.rejects(ask(`http://127.0.0.1:${portOf(index)}/cut`));
    assert.deepEqual([[...proxy.notes.broken], proxy.notes.unreachable.size], [['127.0.0.1'], 0]);
    await ask(`http://127.0.0.1:${portOf(index)}/next`);
    assert.equal(proxy.notes.broken.size, 1);
  });

  it('does not call an index away for which pip did not wait', async () => {
    const url = `http://127.0.0.1:${portOf(index)}/silent`;
    const asked = request({ socketPath: join(folder, '10.sock'), path: url, agent: false });
    asked.on('error', () => {});
    asked.end();
    const [reachedIndex] = (await once(index, 'request')) as [IncomingMessage];
    asked.destroy();
    await once(reachedIndex.socket, 'close');
    await ask(`http://127.0.0.1:${portOf(index)}/next`);
    assert.equal(proxy.notes.unreachable.size, 0);
  });

  it('goes through the proxy of this machine where there is one, and not for hosts that are exempt', async () => {
    const asked: string[] = [];
    const upstream = createHttpServer((_, answer) => answer.writeHead(400).end());
    upstream.on('connect', ({ url, headers }, socket) => {
      asked.push(`${url} ${headers['proxy-authorization']}`);
      socket.end('HTTP/1.1 200 ok\r\n\r\nhello');
    });
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const address = `http://u:p@127.0.0.1:${portOf(upstream)}`;
    const other = await start({ https_proxy: address, no_proxy: '.exempt.example' }, [
      'a.example',
      'b.exempt.example',
    ]);
    const through = request({
      socketPath: join(folder, '22.sock'),
      method: 'CONNECT',
      path: 'a.example:443',
      agent: false,
    });
    through.end();
    const [answer, socket, head] = (await once(through, 'connect')) as [IncomingMessage, Socket, Buffer];
    assert.equal(answer.statusCode, 200);
    assert.equal(Buffer.concat([head, await buffer(socket)]).toString(), 'hello');
    assert.deepEqual(asked, ['a.example:443 Basic dTpw']);
    await other.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  it('lets nobody wait without end, and is gone when it is closed', async () => {
    const silent = connect(join(folder, '10.sock'));
    await once(silent, 'connect');
    await proxy.close();
    await once(silent, 'close');
    await assert.rejects(once(connect(join(folder, '10.sock')), 'connect'));
    proxy = await start({});
  });
});
