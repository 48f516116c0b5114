import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { boundedInfo, FakeEngine } from '../../helpers/fake-engine.ts';
import { endWithTests, inOwnSession } from '../../helpers/own-session.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const [program, ...args] = butcherCommand;

/** Receives datagrams, each as a line, until its standard input ends. */
const receiver = `
import os, socket, sys, threading
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1])
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print('bound', flush=True)
while True:
    print(s.recv(4096).decode().replace(chr(10), ' '), flush=True)
`;

describe('butcher serve for an operator', () => {
  let folder: string;
  let config: string;
  let env: Readonly<Record<string, string>>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-operating-'));
    config = join(folder, 'config.json');
    env = { BUTCHER_HOME: join(folder, 'home'), BUTCHER_CONFIG: config, DOCKER_HOST: 'unix:///none' };
    await writeFile(config, '{}');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const butcher = (...words: readonly string[]) => runButcher(words, { cwd: folder, env });

  it('tells all mistakes of a configuration at once, and that a good one is', async () => {
    const wrong = {
      serve: { slots: 'many', quotaBytes: '5 parsecs', slot: 3 },
      token: 7,
      limits: { memroy: 1 },
    };
    await writeFile(config, JSON.stringify(wrong));
    const bad = await butcher('serve', '--check');
    assert.equal(bad.exitCode, 2);
    for (const words of [
      /"many" for "serve.slots"/,
      /"5 parsecs" for "serve.quotaBytes"/,
      /"serve.slot", which is not a setting; did you mean "serve.slots"\?/,
      /something else for "token"/,
      /"limits.memroy".*did you mean "limits.memory"/,
    ])
      assert.match(bad.stderr, words);
    await writeFile(config, '{"serve": {"slots": 2}}');
    const good = await butcher('serve', '--check');
    assert.equal(good.exitCode, 0, good.stderr);
    assert.match(good.stdout, /^The configuration can be used, for the home /);
    assert.equal((await butcher('serve', '--listen', 'unix:relative')).exitCode, 2);
  });

  it('tells where no job would run with that configuration, and starts all the same', async () => {
    const engine = await FakeEngine.start(boundedInfo);
    const env = { BUTCHER_HOME: join(folder, 'home'), BUTCHER_CONFIG: config, DOCKER_HOST: engine.address };
    const check = () => runButcher(['serve', '--check'], { cwd: folder, env });
    try {
      await writeFile(config, '{"ociRuntime": "runc"}');
      assert.equal((await check()).stderr, '');
      await writeFile(config, '{"ociRuntime": "nosuch"}');
      const { exitCode, stderr } = await check();
      assert.equal(exitCode, 0);
      assert.match(stderr, /^No job would run: .* no OCI runtime called "nosuch"; it has runc\. Register/);
      await engine.stop();
      assert.equal((await check()).stderr, '', 'nobody answers');
    } finally {
      await engine.stop();
    }
  });

  it('tells what the values of a configuration name that is not there', async () => {
    await writeFile(join(folder, 'empty.pem'), '');
    const pip = { credentials: 'none', certificates: 'empty.pem', wheels: 'config.json' };
    await writeFile(config, JSON.stringify({ chief: 'ftp://foo', pip }));
    const bad = await butcher('serve', '--check');
    assert.equal(bad.exitCode, 2);
    for (const words of [
      /The setting "chief" names no address of a chief: ftp:\/\/foo/,
      /What the setting "pip.credentials" names is not there\./,
      /What the setting "pip.certificates" names holds no certificate\./,
      /What the setting "pip.wheels" names is no folder\./,
    ])
      assert.match(bad.stderr, words);
    await writeFile(join(folder, 'netrc'), '');
    await writeFile(config, JSON.stringify({ chief: 'foo', pip: { credentials: 'netrc', wheels: '.' } }));
    const good = await butcher('serve', '--check');
    assert.equal(good.exitCode, 0, good.stderr);
  });

  it('listens at a socket, tells systemd, reads its configuration again and is drained', async () => {
    const socket = join(folder, 'chief.sock');
    const notices = join(folder, 'notify');
    const systemd = spawn('python3', ['-c', receiver, notices], { stdio: ['pipe', 'pipe', 'inherit'] });
    const heard: string[] = [];
    const waiting = new Map<string, () => void>();
    systemd.stdout.on('data', (chunk: Buffer) => {
      heard.push(...chunk.toString().trimEnd().split('\n'));
      for (const [words, resolve] of waiting) if (heard.some((line) => line.includes(words))) resolve();
    });
    const hears = (words: string) =>
      new Promise<void>((resolve) => {
        waiting.set(words, resolve);
        if (heard.some((line) => line.includes(words))) resolve();
      });
    await hears('bound');
    const child = spawn(program, [...args, 'serve', '--listen', `unix:${socket}`], {
      env: {
        ...process.env,
        ...env,
        NOTIFY_SOCKET: notices,
        WATCHDOG_USEC: '2000000',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...inOwnSession,
    });
    endWithTests(child);
    let log = '';
    const logged = (words: string) =>
      new Promise<void>((resolve) => {
        const look = () => log.includes(words) && resolve();
        child.stderr.on('data', look);
        look();
      });
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    try {
      await hears('READY=1');
      assert.equal((await stat(socket)).mode & 0o777, 0o660);
      const token = (await readFile(join(folder, 'home/admin.token'), 'utf8')).trim();
      const ask = async (
        method: string,
        path: string,
        headers = {},
      ): Promise<{ code: number; body: string }> => {
        const authorization = `Bearer ${token}`;
        const asked = request({
          socketPath: socket,
          method,
          path,
          headers: { host: 'localhost', authorization, ...headers },
        });
        asked.end();
        const [answer] = await once(asked, 'response');
        return { code: answer.statusCode, body: await text(answer) };
      };
      await ask('GET', '/api/v1/me', { 'x-forwarded-for': '192.0.2.44' });
      await logged('192.0.2.44');
      assert.equal((await ask('POST', '/api/v1/drain')).code, 200);
      const refused = await ask('POST', '/api/v1/jobs', { 'content-type': 'application/json' });
      assert.equal(refused.code, 400, 'a bad request is a bad request');
      const unready = JSON.parse((await ask('GET', '/readyz')).body);
      assert.equal(unready.detail, 'The chief takes nothing new now: its operator works on it.');
      assert.match(unready.help, /^Try again when the operator is done/);
      assert.equal(JSON.parse((await ask('DELETE', '/api/v1/drain')).body).draining, null);

      await writeFile(config, '{"serve": {"quotaBytes": "7GiB", "slots": 3}}');
      child.kill('SIGHUP');
      await logged('the configuration was read again');
      assert.match(log, /"settings":\["slots"\],"msg":"these settings hold from the next start on"/);
      assert.equal(JSON.parse((await ask('GET', '/api/v1/limits')).body).quotaBytes, 7 * 2 ** 30);
      await writeFile(config, '{"serve": {"quotaBytes": true}}');
      child.kill('SIGHUP');
      await logged('the configuration cannot be used; the one before holds');
      assert.equal(JSON.parse((await ask('GET', '/api/v1/limits')).body).quotaBytes, 7 * 2 ** 30);
      await hears('WATCHDOG=1');
      await hears('RELOADING=1');
    } finally {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null], log);
      const ended = once(systemd, 'exit');
      systemd.stdin.end();
      await ended;
    }
    assert.ok(
      heard.some((line) => line.includes('STOPPING=1')),
      heard.join('\n'),
    );
    await assert.rejects(stat(socket), 'the socket is gone');
  });
});
