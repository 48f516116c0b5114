import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenOnce, socketName } from '../../../src/bridge/transports/unix-listener.ts';

describe('listenOnce', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('takes one connection and then is gone', async () => {
    const listener = await listenOnce(folder);
    const client = connect(listener.address);
    const server = await listener.connection;
    server.end('hello');
    assert.equal(String((await once(client, 'data'))[0]), 'hello');
    assert(!existsSync(join(folder, socketName)));
    const [error] = await once(connect(listener.address), 'error');
    assert.equal(error.code, 'ENOENT');
    client.destroy();
  });

  it('turns away whoever came at the same time', async () => {
    const listener = await listenOnce(folder);
    const clients = [0, 1, 2].map(() => connect(listener.address));
    for (const client of clients) client.on('error', () => {});
    const server = await listener.connection;
    const closed = clients.map((client) => new Promise((resolve) => client.resume().once('close', resolve)));
    await Promise.race(closed);
    server.destroy();
    await Promise.all(closed);
  });

  it('works in folders deeper than the path of a socket may be, and keeps no descriptor', async () => {
    const deep = join(folder, ...Array<string>(8).fill('a-folder-with-a-long-name'));
    await mkdir(deep, { recursive: true });
    const listener = await listenOnce(deep);
    assert(existsSync(join(deep, socketName)));
    const client = connect(listener.address);
    (await listener.connection).destroy();
    client.destroy();
    await listener.close();
    assert.deepEqual(await readdir(deep), []);
    const open = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    assert(!open.includes(deep));
  });

  it('gives up when closed before anyone came', async () => {
    const listener = await listenOnce(folder);
    await Promise.all([listener.close(), listener.close()]);
    await assert.rejects(listener.connection, /before anyone connected/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('survives a peer that resets the connection', async () => {
    const listener = await listenOnce(folder);
    const client = connect(listener.address);
    const server = await listener.connection;
    server.destroy(new Error('reset'));
    await once(client.resume(), 'close');
  });
});
