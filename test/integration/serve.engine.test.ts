import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { butcherCommand } from '../helpers/butcher-command.ts';
import { endWithTests, inOwnSession } from '../helpers/own-session.ts';
import { runButcher } from '../helpers/run-butcher.ts';
import { tarOf } from '../helpers/served-chief.ts';

const [program, ...args] = butcherCommand;
const slow = {
  'Split.py': 'def splitter(dataset_path):\n    for n in range(20):\n        yield b"%d" % n\n',
  'Processor.py': 'import time\n\n\ndef Processor(fragment):\n    time.sleep(0.2)\n    return fragment\n',
  'Merge.py':
    'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment + b" ")\n',
};

/** `butcher serve` as a process of its own, with containers. */
describe('butcher serve', function () {
  this.timeout(120_000);
  let cwd: string;
  let env: Record<string, string>;
  let running: ChildProcess | null = null;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-serve-'));
    env = { BUTCHER_HOME: join(cwd, 'home') };
  });
  after(async () => {
    running?.kill('SIGKILL');
    await rm(cwd, { recursive: true, force: true });
  });

  /** Starts a chief and waits until it serves. */
  async function serve(): Promise<{ child: ChildProcess; printed: string; address: string }> {
    const child = spawn(program, [...args, 'serve', '--listen', '127.0.0.1:0'], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...inOwnSession,
    });
    endWithTests(child);
    running = child;
    let printed = '';
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += text;
      const address = /Serving .* at (http:\S+)/.exec(printed)?.[1];
      if (address !== undefined) return { child, printed, address };
    }
    throw new Error(`it ended: ${log}`);
  }

  it('takes a job, survives being killed, goes on, and stops cleanly', async () => {
    const first = await serve();
    const token = (await readFile(join(env.BUTCHER_HOME!, 'admin.token'), 'utf8')).trim();
    assert.ok(!first.printed.includes(token), 'a secret is for a terminal');
    assert.match(
      first.printed,
      /An admin token was made; it is in .*admin\.token, which this user alone can read\./,
    );
    assert.equal((await stat(join(env.BUTCHER_HOME!, 'admin.token'))).mode & 0o777, 0o600);
    const headers = { authorization: `Bearer ${token}` };

    const second = await runButcher(['serve', '--listen', '127.0.0.1:0'], { cwd, env });
    assert.equal(second.exitCode, 2);
    assert.ok(second.stderr.includes(first.address), second.stderr);

    const body = await buffer(tarOf(slow));
    const tar = { ...headers, 'content-type': 'application/x-tar' };
    const sent = await fetch(`${first.address}/api/v1/packages`, { method: 'POST', headers: tar, body });
    const uploaded = (await sent.json()) as { package: { digest: string } };
    const { digest } = uploaded.package;
    const json = { ...headers, 'content-type': 'application/json' };
    const submitted = await fetch(`${first.address}/api/v1/jobs`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ package: digest, name: 'slow', options: { workers: 2 } }),
    });
    assert.equal(submitted.status, 202);
    const { job } = (await submitted.json()) as { job: { id: string } };
    await told(`${first.address}/api/v1/jobs/${job.id}/events`, headers, /"merged":[1-9]/);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const next = await serve();
    assert.ok(!next.printed.includes(token), 'the token is printed once');
    const told2 = await told(`${next.address}/api/v1/jobs/${job.id}/events`, headers, /"type":"report"/);
    assert.match(told2, /"state":"done"/);
    const results = await fetch(`${next.address}/api/v1/jobs/${job.id}/results`, { headers });
    const files = await unpacked(Buffer.from(await results.arrayBuffer()));
    const expected = Array.from({ length: 20 }, (_, n) => `${n} `).join('');
    assert.deepEqual(files, { all: expected });

    next.child.kill('SIGTERM');
    const [code] = await once(next.child, 'exit');
    assert.equal(code, 0);
    running = null;
  });

  it('says in one sentence why it cannot begin', async () => {
    const cases: readonly (readonly [listen: string, config: object, expected: RegExp])[] = [
      ['nowhere', {}, /127\.0\.0\.1:7878/],
      ['127.0.0.1:99999', {}, /127\.0\.0\.1:7878/],
      ['192.0.2.1:0', {}, /cannot listen at 192\.0\.2\.1:0/],
      ['127.0.0.1:0', { serve: { slotz: 3 } }, /did you mean "serve\.slots"/],
      ['127.0.0.1:0', { serve: { policy: { network: 'ban' } } }, /"note" or "strike"/],
    ];
    for (const [listen, config, expected] of cases) {
      const file = join(cwd, 'config.json');
      await writeFile(file, JSON.stringify(config));
      const ran = await runButcher(['serve', '--listen', listen], {
        cwd,
        env: { ...env, BUTCHER_CONFIG: file },
      });
      assert.equal(ran.exitCode, 2, ran.stderr);
      assert.match(ran.stderr, expected);
    }
  });
});

/** Reads a stream of events up to what is looked for, and returns what was read. */
async function told(url: string, headers: Record<string, string>, wanted: RegExp): Promise<string> {
  const response = await fetch(url, { headers });
  let text = '';
  for await (const chunk of response.body!) {
    text += Buffer.from(chunk).toString();
    if (wanted.test(text)) return text;
  }
  throw new Error(`the events ended without ${wanted}: ${text}`);
}

async function unpacked(tar: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) files[entry.header.name] = (await buffer(entry)).toString();
  return files;
}
