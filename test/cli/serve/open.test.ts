import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useCode } from '../../../src/chief/tokens/one-time-code.ts';
import { composeStore } from '../../../src/compose.ts';
import { announceChief, withdrawChief } from '../../../src/home/running-chief.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

describe('butcher open', () => {
  let home: string;
  let server: Server;
  let status = 200;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-open-'));
    const store = await composeStore(home);
    await store.accounts.create({ name: 'admin', admin: true }, { actor: 'chief', atMs: 1 });
    await store.accounts.create({ name: 'ann', admin: false }, { actor: 'chief', atMs: 1 });
    await store.close();
    server = createServer((_request, response) => response.writeHead(status).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.close();
    await rm(home, { recursive: true });
  });
  const env = (more: Readonly<Record<string, string>> = {}) => ({
    ...{ BUTCHER_HOME: home, BUTCHER_CHIEF: '', BUTCHER_TOKEN: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
    ...more,
  });
  const open = (args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) =>
    runButcher(['open', ...args], { cwd: home, env: env(more) });

  it('says that there is no chief, no page, or no such account', async () => {
    const none = await open();
    assert.equal(none.exitCode, 4);
    assert.match(none.stderr, /^No chief serves the home .*butcher serve\n$/);
    await announceChief(home, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    status = 404;
    const bare = await open();
    assert.deepEqual([bare.exitCode, bare.stdout], [4, '']);
    assert.match(bare.stderr, /has no page.*npm run build/);
    status = 200;
    const nobody = await open(['--account', 'nobody']);
    assert.equal(nobody.exitCode, 2);
    assert.match(nobody.stderr, /There is no account nobody/);
  });

  it('prints a link that signs in once', async () => {
    const printed = await open(['--print', '--account', 'ann']);
    assert.deepEqual([printed.exitCode, printed.stderr], [0, '']);
    const code = /^http:\/\/127\.0\.0\.1:\d+\/#code=([\w-]{43})\n$/.exec(printed.stdout)?.[1];
    assert(code !== undefined, printed.stdout);
    assert.equal(await useCode(home, code, Date.now()), 'ann');
    assert.match((await open()).stderr, /no display here/);
  });

  it('gives a browser the link where nobody else on the machine reads it', async () => {
    const said = join(home, 'said');
    await writeFile(join(home, 'xdg-open'), `#!/bin/sh\necho "$@" > ${said}.new\nmv ${said}.new ${said}\n`, {
      mode: 0o755,
    });
    const opened = await open([], { DISPLAY: ':9', PATH: `${home}:${process.env.PATH}` });
    assert.equal(opened.exitCode, 0);
    const code = opened.stdout.split('#code=')[1]!.trim();
    const file = join(home, 'open.html');
    assert.match(await readFile(file, 'utf8'), new RegExp(`url=http://.*#code=${code}">`));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    let told: string | null = null;
    while (told === null) told = await readFile(said, 'utf8').catch(() => null);
    assert.equal(told, `file://${file}\n`);
    await withdrawChief(home);
  });
});
