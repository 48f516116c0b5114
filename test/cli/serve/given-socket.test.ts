import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { findRunningChief } from '../../../src/home/running-chief.ts';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { endWithTests, inOwnSession } from '../../helpers/own-session.ts';

/** Listens as systemd does for a `.socket` unit, and starts the service anew with each line that it is given. */
const systemd = `
import os, socket, sys
at, command = sys.argv[1], sys.argv[2:]
s = socket.socket(socket.AF_UNIX if at else socket.AF_INET)
s.bind(at or ('127.0.0.1', 0)); s.listen(64)
print('listening', '' if at else s.getsockname()[1], flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
        os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
        os.execvp(command[0], command)
    print('started', child, flush=True)
    os.waitpid(child, 0)
    print('ended', flush=True)
`;

describe('butcher serve at a socket that systemd hands on', () => {
  let folder: string;
  let holder: ChildProcess | null = null;
  /** Of the chief that runs. */
  let pid: number | null = null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-given-'));
  });
  afterEach(async () => {
    if (holder?.exitCode === null) {
      if (pid !== null) process.kill(pid, 'SIGKILL');
      holder.stdin?.end();
      await once(holder, 'exit');
    }
    holder = null;
    await rm(folder, { recursive: true, force: true });
  });
  const env = () => ({
    ...process.env,
    BUTCHER_HOME: join(folder, 'home'),
    BUTCHER_CONFIG: undefined,
    DOCKER_HOST: 'unix:///none',
  });

  /** What it has printed from now on, line by line. */
  const hold = (at: string) => {
    const child = spawn('python3', ['-c', systemd, at, ...butcherCommand, 'serve'], {
      env: env(),
      stdio: ['pipe', 'pipe', 'pipe'],
      ...inOwnSession,
    });
    endWithTests(child);
    holder = child;
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const until = async (words: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`it ended: ${log}`);
        if (value === 'ended') pid = null;
        const found = words.exec(value);
        if (found !== null) return found;
      }
    };
    const start = async () => {
      child.stdin.write('start\n');
      pid = Number((await until(/^started (\d+)$/))[1]);
    };
    const stop = async () => {
      process.kill(pid!, 'SIGTERM');
      await until(/^ended$/);
    };
    return { start, stop, until, log: () => log };
  };

  /** The status of an answer, as long as it may take. */
  const health = async (at: { readonly port: number } | { readonly socketPath: string }) => {
    const asked = request({ ...at, host: '127.0.0.1', path: '/healthz', headers: { host: 'localhost' } });
    const answer = once(asked, 'response');
    const connected = new Promise((resolve) =>
      asked.once('socket', (socket) => socket.once('connect', resolve)),
    );
    asked.end();
    await connected;
    return answer.then(async ([response]) => `${response.statusCode} ${await text(response)}`);
  };

  it('serves there, and who connects while it is started again waits', async () => {
    const { start, stop, until } = hold('');
    const port = Number((await until(/^listening (\d+)$/))[1]);
    const address = `http://127.0.0.1:${port}`;
    // A promise in an object is not waited for.
    const early = { answer: health({ port }) };
    await start();
    await until(new RegExp(`^Serving .* at ${address} `));
    assert.equal(await early.answer, '200 {"alive":true}');
    assert.equal((await findRunningChief(join(folder, 'home')))?.address, address);
    await stop();
    const waiting = { answer: health({ port }) };
    await start();
    assert.equal(await waiting.answer, '200 {"alive":true}');
    await stop();
  });

  it('serves at a Unix socket, which stays as it was, and says who may use it', async () => {
    const path = join(folder, 'chief.sock');
    const { start, stop, until, log } = hold(path);
    await until(/^listening $/);
    for (const [mode, warns] of [
      [0o660, false],
      [0o666, true],
    ] as const) {
      await chmod(path, mode);
      await start();
      await until(/^Serving .* at unix:.*chief\.sock$/);
      assert.equal(await health({ socketPath: path }), '200 {"alive":true}');
      await stop();
      assert.equal((await stat(path)).mode & 0o777, mode);
      assert.equal(log().includes('SocketMode=0660'), warns);
    }
  });

  it('says what it cannot serve at', async () => {
    const serve = (variables: string, extra: readonly string[] = []) =>
      execa('sh', ['-c', `${variables} exec "$@"`, 'sh', ...butcherCommand, 'serve', ...extra], {
        ...{ env: env(), extendEnv: false, reject: false },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
    for (const [variables, extra, words] of [
      ['LISTEN_PID=$$ LISTEN_FDS=2', [], /hands 2 sockets on, and a chief listens at one.*ListenStream=/],
      ['LISTEN_PID=$$ LISTEN_FDS=x', [], /LISTEN_FDS is "x".*\.socket unit/],
      ['LISTEN_PID=$$ LISTEN_FDS=1', ['--listen', '127.0.0.1:0'], /--listen .*leave one of both/],
      ['exec 3</dev/null; LISTEN_PID=$$ LISTEN_FDS=1', [], /is no socket/],
      // A connection, as with Accept=yes.
      ['LISTEN_PID=$$ LISTEN_FDS=1', [], /takes no connections.*Accept=no/],
    ] as const) {
      const run = await serve(variables, extra);
      assert.match(String(run.stderr), words);
      assert.deepEqual([run.exitCode, run.stdout], [2, '']);
    }
  });
});
