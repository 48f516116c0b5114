import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { announceChief } from '../../../src/home/running-chief.ts';
import { failure } from '../../../src/model/failures.ts';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { runButcher } from '../../helpers/run-butcher.ts';
import { packageDigest as digest, servedJob as job, json, problem, StubChief, whole } from './stub-chief.ts';

const kept = {
  digest,
  name: 'words',
  owner: 'ann',
  files: 3,
  bytes: 100,
  manifest: null,
  addedAtMs: 1_700_000_000_000,
};
const goodReport = { findings: [], errors: 0, warnings: 0, refused: false };

describe('the commands that use a chief', () => {
  let cwd: string;
  let chief: StubChief;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-remote-'));
    chief = await StubChief.start();
    chief.answers = { [`GET /jobs/${job.id}`]: json({ job }) };
  });
  afterEach(async () => {
    await chief.stop();
    await rm(cwd, { recursive: true, force: true });
  });
  const butcher = (args: string, env: Record<string, string> = {}) => {
    const usual = { HOME: cwd, BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: chief.address };
    return runButcher(args.split(' '), { cwd, env: { ...usual, BUTCHER_TOKEN: 'secret', ...env } });
  };
  const makePackage = async () => {
    await mkdir(join(cwd, 'words'));
    await writeFile(join(cwd, 'words/Split.py'), 'def splitter(path):\n    return [b"x"]\n');
    await writeFile(join(cwd, 'words/Processor.py'), 'def Processor(f):\n    return f\n');
    await writeFile(join(cwd, 'words/Merge.py'), 'def merger(f, name):\n    pass\n');
    await writeFile(join(cwd, 'words/empty.txt'), '');
  };

  describe('find their chief', () => {
    it('by BUTCHER_CHIEF, then the file, then the home, and give a token only to its own', async () => {
      chief.answers['GET /jobs'] = json({ items: [], next: null });
      const tokens = async (env: Record<string, string>) => {
        assert.equal((await butcher('jobs', env)).exitCode, 0);
        return chief.headers.at(-1)!.authorization;
      };
      assert.equal(await tokens({}), 'Bearer secret');
      await mkdir(join(cwd, 'home'), { recursive: true });
      await announceChief(join(cwd, 'home'), chief.address);
      const admin = `butcher_${'A'.repeat(43)}`;
      await writeFile(join(cwd, 'home/admin.token'), `${admin}\n`);
      assert.equal(await tokens({ BUTCHER_TOKEN: '', BUTCHER_CHIEF: '' }), `Bearer ${admin}`);
      const elsewhere = chief.address.replace('127.0.0.1', 'localhost');
      assert.equal(await tokens({ BUTCHER_TOKEN: '', BUTCHER_CHIEF: elsewhere }), undefined);
      const config = join(cwd, 'config.json');
      await writeFile(config, JSON.stringify({ chief: elsewhere, token: 'filed' }));
      const filed = { BUTCHER_TOKEN: '', BUTCHER_CONFIG: config };
      assert.equal(await tokens({ ...filed, BUTCHER_CHIEF: '' }), 'Bearer filed');
      assert.notEqual(await tokens({ ...filed, BUTCHER_CHIEF: chief.address }), 'Bearer filed');
    });

    it('and say where none answers, or none is named', async () => {
      const gone = await StubChief.start();
      const { address } = gone;
      await gone.stop();
      const nobody = await butcher('jobs', { BUTCHER_CHIEF: address.replace('http://', '') });
      assert.equal(nobody.exitCode, 4);
      assert(nobody.stderr.includes(`No chief answers at ${address}: nothing listens there.`), nobody.stderr);
      for (const wrong of ['ftp://x', 'http://', 'http://a:b@c', 'x y'])
        assert.equal((await butcher('jobs', { BUTCHER_CHIEF: wrong })).exitCode, 2, wrong);
      const api = await butcher('jobs', { BUTCHER_CHIEF: `${chief.address}/api/v1/` });
      assert.match(api.stderr, /BUTCHER_CHIEF names the API of a chief; leave \/api\/v1 out\./);
      assert.deepEqual([api.exitCode, chief.asked], [2, []]);
    });

    it('and neither follow it elsewhere nor take anything for an answer', async () => {
      chief.answers['GET /jobs'] = (_request, response) =>
        response.writeHead(302, { location: `${chief.address}/api/v1/elsewhere` }).end();
      const sent = await butcher('jobs');
      assert.deepEqual([sent.exitCode, chief.asked], [4, ['GET /jobs']]);
      assert.match(sent.stderr, /sends on to .*the token is not sent there/);
      const strange = [
        {},
        { items: [{ ...job, id: '../x' }], next: null },
        { items: [{ id: 'x' }], next: null },
      ];
      for (const value of strange) {
        chief.answers['GET /jobs'] = json(value);
        const { exitCode, stderr } = await butcher('jobs');
        assert.equal(exitCode, 4);
        assert.match(stderr, /does not answer as a chief does/);
      }
    });
  });

  it('say what a chief refuses, with an exit code', async () => {
    const cases: readonly (readonly [number, string, number])[] = [
      [401, 'unauthorized', 2],
      [403, 'account-blocked', 1],
      [404, 'not-found', 2],
      [409, 'wrong-state', 2],
      [413, 'over-quota', 1],
      [422, 'bad-options', 2],
      [429, 'queue-full', 4],
      [500, 'internal', 1],
      [503, 'not-ready', 4],
      [503, 'stopping', 4],
      [507, 'disk-full', 4],
    ];
    for (const [status, code, exitCode] of cases) {
      chief.answers[`POST /jobs/${job.id}/cancel`] = problem(status, code, 'It is so.\x1b[2J');
      const run = await butcher(`cancel ${job.id}`);
      assert.equal(run.exitCode, exitCode, code);
      assert.match(run.stderr, new RegExp(`failed: ${code} +It is so.\\\\x1b\\[2J\n  what to do: `));
      if (status === 429) assert.match(run.stderr, /Wait 7 s/);
      if (status === 401) assert.match(run.stderr, /BUTCHER_TOKEN/);
      assert.doesNotMatch(run.stderr + run.stdout, /secret/);
    }
  });

  it('list jobs, and pick one by id, by the beginning of it or by name', async () => {
    const other = { ...job, id: 'k8other', name: 'other', state: 'failed', hasResults: false };
    chief.answers['GET /jobs'] = json({ items: [job, other], next: null });
    assert.match((await butcher('jobs')).stdout, /^ID .*\nk7qmabcdefgh +words +done +ann +3 +3 +2023-11-14/);
    const lines = (await butcher('jobs --limit 1 --json')).stdout.trim().split('\n');
    assert.equal(JSON.parse(lines[0]!).type + lines.length, 'job1');
    for (const text of [job.id, 'k7', 'words'])
      assert.match((await butcher(`status ${text}`)).stdout, /^words +done +k7qmabcdefgh\n/);
    assert.match(
      (await butcher('status words')).stdout,
      /^ {2}memory +at most splitter 12 MiB, worker 140 MiB$/m,
    );
    const files = { first: [{ path: 'sub/a.txt', bytes: 3 }], count: 2, bytes: 10 };
    chief.answers[`GET /jobs/${job.id}`] = json({ job: { ...job, files } });
    assert.match(
      (await butcher(`status ${job.id}`)).stdout,
      /\nresults\n {2}sub\/a\.txt {2}3 bytes\n {2}and 1 more, 10 bytes in all\n {2}fetch them by: butcher results k7qmabcdefgh\n/,
    );
    const several = await butcher('status k');
    assert.deepEqual([several.exitCode, /could mean several: k7qm.*k8other/.test(several.stderr)], [2, true]);
    assert.equal((await butcher('status nothing')).exitCode, 2);
    const older = { ...job, id: 'k6older' };
    chief.answers['GET /jobs'] = json({ items: [other, job, older], next: null });
    assert.match(
      (await butcher('status words')).stdout,
      /^words +done +k7qmabcdefgh\n/,
      'the newest of the name',
    );
    assert.equal((await butcher('jobs --state gone')).exitCode, 2);
  });

  it('say of what is not there where to look, and send nothing', async () => {
    const none = json({ items: [], next: null });
    chief.answers = { 'GET /jobs': none, 'GET /packages': none, 'GET /datasets': none };
    await makePackage();
    const lists = {
      'status gone': /The chief has no job gone; `butcher jobs` lists/,
      'submit gone':
        /The chief has no package gone; `butcher upload --list` lists .* Nor is there such a file/,
      'submit words --data gone.txt':
        /no dataset gone\.txt; `butcher data --list` lists .* Nor is there such a file/,
      'delete gone':
        /no job and no dataset with the id gone; `butcher jobs` and `butcher data --list` list ids/,
    };
    for (const [command, words] of Object.entries(lists)) {
      const { exitCode, stderr } = await butcher(command);
      assert.equal(exitCode, 2, command);
      assert.match(stderr, words);
    }
    assert.deepEqual(
      chief.asked.filter((asked) => asked.startsWith('POST')),
      [],
    );
  });

  it('upload a folder as a tar, unless the chief has it, and show why it is refused', async () => {
    await makePackage();
    let sent = Buffer.alloc(0);
    chief.answers['POST /packages'] = async (request, response) => {
      sent = await buffer(request);
      json({ package: kept, report: goodReport }, 201)(request, response);
    };
    const first = await butcher('upload words');
    assert.deepEqual([first.exitCode, first.stdout], [0, `${digest}\n`], first.stderr);
    for (const name of ['Split.py', 'Merge.py', 'Processor.py', 'empty.txt'])
      assert(sent.includes(`${name}\0`), name);
    const finding = {
      rule: 'BUT301',
      severity: 'error',
      message: 'It is no generator.',
      help: 'Use yield.',
      file: 'Split.py',
      line: 1,
      column: 5,
      endLine: 1,
      endColumn: 13,
    };
    const report = { findings: [finding], errors: 1, warnings: 0, refused: true };
    chief.answers['POST /packages'] = problem(422, 'package-refused', 'No.', { report });
    const refused = await butcher('upload words');
    assert.equal(refused.exitCode, 3);
    assert.match(refused.stderr, /BUT301[\s\S]*def splitter/);
    const address = chief.asked.find((asked) => asked.startsWith('GET /packages/sha256:'))!;
    chief.answers[address] = json({ package: kept });
    assert.match((await butcher('upload words')).stderr, /has it already/);
  });

  it('send data as they are, and a folder without links', async () => {
    const dataset = {
      ...{ id: 'd1', name: 'data.txt', owner: 'ann', digest, bytes: 5, folder: false },
      createdAtMs: 1,
    };
    chief.answers['GET /datasets'] = json({ items: [], next: null });
    let length: string | undefined;
    chief.answers['POST /datasets'] = async (request, response) => {
      length = request.headers['content-length'];
      await buffer(request).catch(() => {});
      json({ dataset }, 201)(request, response);
    };
    await writeFile(join(cwd, 'data.txt'), 'hello');
    const file = await butcher('data data.txt');
    assert.deepEqual([file.exitCode, file.stdout, length], [0, 'd1\n', '5'], file.stderr);
    await mkdir(join(cwd, 'folder/sub/empty'), { recursive: true });
    await writeFile(join(cwd, 'folder/sub/a'), 'a');
    assert.equal((await butcher('data folder')).exitCode, 0);
    assert.equal(length, undefined);
    await symlink('/etc/passwd', join(cwd, 'folder/link'));
    const linked = await butcher('data folder');
    assert.equal(linked.exitCode, 2, linked.stderr);
    assert.match(linked.stderr, /link in the data is a link/);
    assert.equal((await butcher('data missing')).exitCode, 2);
  });

  it('send no data that the chief has of this account, and all that it has not', async () => {
    const dataset = {
      ...{ id: 'd1', name: 'data.txt', owner: 'ann', digest, bytes: 5, folder: false },
      createdAtMs: 1,
    };
    chief.answers['GET /datasets'] = json({ items: [dataset], next: null });
    const asked: (readonly [digest: string | null, body: string])[] = [];
    let has = true;
    chief.answers['POST /datasets'] = async (request, response) => {
      const { searchParams } = new URL(request.url!, 'http://chief');
      asked.push([searchParams.get('digest'), (await buffer(request)).toString()]);
      const known = searchParams.has('digest') && !has;
      if (known) problem(404, 'not-found', 'There is none.')(request, response);
      else json({ dataset }, 201)(request, response);
    };
    await writeFile(join(cwd, 'data.txt'), 'hello');
    const sha256 = `sha256:${createHash('sha256').update('hello').digest('hex')}`;
    assert.equal((await butcher('data data.txt')).stdout, 'd1\n');
    assert.deepEqual(asked.splice(0), [[sha256, '']]);
    has = false;
    assert.equal((await butcher('data data.txt')).stdout, 'd1\n');
    assert.deepEqual(asked, [
      [sha256, ''],
      [null, 'hello'],
    ]);
  });

  it('write what the chief signed, and print the key that verifies it', async () => {
    const envelope = { payloadType: 'a/b', payload: 'e30=', signatures: [{ sig: 'AA==' }] };
    chief.answers[`GET /jobs/${job.id}/provenance`] = json(envelope);
    const bytes = Buffer.from('no tar');
    chief.answers[`GET /jobs/${job.id}/results`] = (request, response) => {
      request.resume();
      const etag = `"sha256:${createHash('sha256').update(bytes).digest('hex')}"`;
      response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
    };
    const run = await butcher(`results ${job.id} --provenance p.json`);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.deepEqual(JSON.parse(await readFile(join(cwd, 'p.json'), 'utf8')), envelope);
    chief.answers['GET /key'] = json({ keyid: 'ab', publicKey: '-----BEGIN PUBLIC KEY-----\n' });
    const key = await butcher('key --chief');
    assert.deepEqual([key.stdout, key.stderr], ['-----BEGIN PUBLIC KEY-----\n', 'key ab\n']);
    assert.equal((await butcher(`results ${job.id} --out p.json --provenance p.json`)).exitCode, 2);
  });

  describe('fetch results', () => {
    const text = Buffer.from('results '.repeat(5000));
    const right = `"sha256:${createHash('sha256').update(text).digest('hex')}"`;

    it('going on where the connection broke off', async () => {
      let times = 0;
      chief.answers[`GET /jobs/${job.id}/results`] = (request, response) => {
        times += 1;
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
        if (from > 0) assert.equal(request.headers['if-range'], right);
        const range = { 'content-range': `bytes ${from}-${text.length - 1}/${text.length}` };
        response.writeHead(from > 0 ? 206 : 200, {
          etag: right,
          'content-length': text.length - from,
          ...(from > 0 && range),
        });
        if (times > 2) response.end(text.subarray(from));
        else response.write(text.subarray(from, from + 9000), () => setImmediate(() => response.destroy()));
      };
      const run = await butcher(`results ${job.id}`);
      assert.deepEqual([run.exitCode, times], [0, 3], run.stderr);
      assert.deepEqual(await readFile(join(cwd, 'words.tar')), text);
      assert.deepEqual(await readdir(cwd), ['words.tar']);
      assert.equal((await butcher(`results ${job.id}`)).exitCode, 2);
    });

    it('by way of no link that lies where a download would', async () => {
      chief.answers[`GET /jobs/${job.id}/results`] = whole(text, right);
      await writeFile(join(cwd, 'mine'), 'mine');
      await symlink('mine', join(cwd, `.words.tar.${job.id}.download`));
      const run = await butcher(`results ${job.id}`);
      assert.equal(run.exitCode, 1, run.stderr);
      assert.match(run.stderr, /cannot be fetched by way of .*it is a link/);
      assert.equal(await readFile(join(cwd, 'mine'), 'utf8'), 'mine');
    });

    it('and a bundle into a new file or through a device, whole or not at all', async () => {
      const path = `GET /jobs/${job.id}/fragments/3/bundle`;
      chief.answers[path] = (_request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => setImmediate(() => response.destroy()));
      };
      assert.equal((await butcher(`fragments ${job.id} --bundle 3`)).exitCode, 4);
      assert.deepEqual(await readdir(cwd), []);
      chief.answers[path] = (_request, response) => response.end('bundle');
      assert.equal((await butcher(`fragments ${job.id} --bundle 3 --out b.tar`)).exitCode, 0);
      assert.equal(await readFile(join(cwd, 'b.tar'), 'utf8'), 'bundle');
      await symlink('nothing', join(cwd, 'link'));
      for (const out of ['b.tar', 'link', '.'])
        assert.equal((await butcher(`fragments ${job.id} --bundle 3 --out ${out}`)).exitCode, 2, out);
      assert.equal((await butcher(`fragments ${job.id} --bundle 3 --out /dev/null`)).exitCode, 0);
      assert.deepEqual((await readdir(cwd)).sort(), ['b.tar', 'link']);
    });

    it('and keep nothing that has another digest', async () => {
      chief.answers[`GET /jobs/${job.id}/results`] = whole(text, `"sha256:${'1'.repeat(64)}"`);
      const run = await butcher(`results ${job.id}`);
      assert.equal(run.exitCode, 1);
      assert.match(run.stderr, /cannot be trusted: they came with the digest/);
      assert.deepEqual(await readdir(cwd), []);
    });

    it('and unpack only files and folders below their own', async () => {
      const send = async (...members: readonly Parameters<ReturnType<typeof pack>['entry']>[0][]) => {
        const tar = pack();
        for (const member of members)
          if (member.type === 'symlink') tar.entry(member);
          else tar.entry(member, 'x');
        tar.finalize();
        const bytes = await buffer(tar as unknown as AsyncIterable<Uint8Array>);
        const hex = createHash('sha256').update(bytes).digest('hex');
        chief.answers[`GET /jobs/${job.id}/results`] = whole(bytes, `"sha256:${hex}"`);
        return butcher(`results ${job.id} --out unpacked`);
      };
      for (const member of [
        { name: '../out' },
        { name: '/etc/out' },
        { name: 'a', mode: 0o4755 },
        { name: 'l', type: 'symlink', linkname: '/etc' } as const,
      ]) {
        const { exitCode, stderr } = await send({ name: 'first' }, member);
        assert.equal(exitCode, 1, member.name);
        assert.match(stderr, /are not unpacked/);
        assert.deepEqual(await readdir(cwd), []);
      }
      const good = await send({ name: 'sub/file' });
      assert.equal(good.exitCode, 0, good.stderr);
      assert.equal(await readFile(join(cwd, 'unpacked/sub/file'), 'utf8'), 'x');
    });
  });

  it('send parameters in the types that the package declares, and refuse them before anything is sent', async () => {
    const params = {
      properties: { width: { type: 'integer' }, word: { type: 'string' } },
      required: ['word'],
    };
    const sent: { readonly options: unknown }[] = [];
    chief.answers['POST /jobs'] = async (request, response) => {
      sent.push(JSON.parse(await text(request)) as { options: unknown });
      json({ job: { ...job, state: 'queued', hasResults: false } }, 202)(request, response);
    };
    chief.answers['GET /packages'] = json({ items: [{ ...kept, manifest: { limits: {} } }], next: null });
    chief.answers[`GET /packages/${digest}`] = json({
      package: { ...kept, manifest: { limits: {}, params } },
    });
    const good = await butcher('submit words --param width=3 --param word=7');
    assert.equal(good.exitCode, 0, good.stderr);
    assert.deepEqual(sent.splice(0)[0]?.options, { params: { width: 3, word: '7' } });
    const bad = await butcher('submit words --param width=x --param word=7');
    assert.equal(bad.exitCode, 2);
    assert.match(bad.stderr, /The parameter width is "x"; expected a whole number\./);
    const unsound = { properties: { word: { type: 'string', pattern: 'x' } } };
    chief.answers[`GET /packages/${digest}`] = json({
      package: { ...kept, manifest: { limits: {}, params: unsound } },
    });
    const newer = await butcher('submit words --param word=7');
    assert.equal(newer.exitCode, 2);
    assert.match(newer.stderr, /describes its parameters in a way that this version does not know/);
    await makePackage();
    await writeFile(join(cwd, 'words/butcher.json'), JSON.stringify({ params }));
    const local = await butcher('submit words --param wrod=7');
    assert.equal(local.exitCode, 2);
    assert.match(local.stderr, /no parameter "wrod"\. Did you mean word\?/);
    assert.deepEqual(sent, []);
    assert(!chief.asked.includes('POST /packages'));
  });

  it('wait for a job through a stream that breaks off, and tell what it came to', async () => {
    chief.answers['POST /jobs'] = json({ job: { ...job, state: 'queued', hasResults: false } }, 202);
    chief.answers['GET /packages'] = json({ items: [kept], next: null });
    const running = { ...job, state: 'running', hasResults: false };
    chief.answers[`GET /jobs/${job.id}`] = json({ job: running });
    const first = [
      { type: 'job', id: job.id, name: job.name },
      { type: 'state', state: 'running' },
      { type: 'unheard-of', text: 'of a newer chief' },
      { type: 'log', role: 'worker', worker: 1, text: 'hello\x1b[2J' },
    ];
    const failure = {
      ...{ code: 'user-error', message: 'KeyError: 3', help: 'Mend it.', stage: 'process', fragment: 3 },
      ...{ limit: null, observed: null, file: null, line: null, traceback: null, bundle: null },
    };
    const report = { type: 'report', job: { ...job, state: 'failed', failure }, results: null };
    const last: (string | undefined)[] = [];
    chief.answers[`GET /jobs/${job.id}/events`] = (request, response) => {
      last.push(request.headers['last-event-id']?.toString());
      const events = last.length === 1 ? first : [first[0]!, report];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events.map((event, at) => `id: e.${at}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    };
    const run = await butcher('submit words --wait --report report.json');
    assert.equal(run.exitCode, 1, run.stderr);
    assert.doesNotMatch(run.stderr, /warning/);
    assert.deepEqual(last, [undefined, 'e.3']);
    assert.equal(run.stderr.match(/^job k7qm/gm)?.length, 1);
    assert.match(run.stderr, /\[worker 1\] hello\\x1b\[2J\n/);
    assert.match(run.stderr, /does not answer; asking it again/);
    assert.match(run.stderr, /failed: user-error +KeyError: 3\n {2}in the processor, fragment 3/);
    assert.equal(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')).job.state, 'failed');
  });

  it('warn once of what the report of a job warns of, whether its events told it or were over', async () => {
    chief.answers['GET /packages'] = json({ items: [kept], next: null });
    chief.answers['POST /jobs'] = json({ job }, 202);
    const warnings = ['told-live: a', 'empty-results: b\x1b[2J'];
    const events = [
      { type: 'warning', message: warnings[0] },
      { type: 'report', job: { ...job, warnings }, results: null },
    ];
    chief.answers[`GET /jobs/${job.id}/events`] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events.map((event, at) => `id: e.${at}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    };
    for (const flag of ['', ' --quiet', ' --json']) {
      const { exitCode, stderr } = await butcher(`submit words --wait${flag}`);
      const shown = stderr.split('\n').filter((line) => line.startsWith('warning'));
      assert.deepEqual(shown, ['warning  told-live: a', 'warning  empty-results: b\\x1b[2J'], flag);
      assert.equal(exitCode, 0);
    }
    const { stderr } = await butcher('submit words --wait --report words/r');
    assert.match(stderr, /^warning {2}The report goes into the package's own folder \(r\)/m);
  });

  it('tell of the first fragments that a chief tested, and fetch nothing', async () => {
    await makePackage();
    const tested = { ...job, options: { ...job.options, firstFragments: 2 }, hasResults: false };
    chief.answers['GET /packages'] = json({ items: [kept], next: null });
    chief.answers['POST /packages'] = json({ package: kept, report: goodReport });
    const sent: Buffer[] = [];
    chief.answers['POST /jobs'] = (request, response) => {
      void buffer(request).then((body) => {
        sent.push(body);
        json({ job: tested })(request, response);
      });
    };
    const report = { type: 'report', job: tested, results: null };
    chief.answers[`GET /jobs/${job.id}/events`] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`id: e.1\ndata: ${JSON.stringify(report)}\n\n`);
    };
    const begins = Buffer.from('\x1b[2J').toString('base64');
    const result = { bytes: 4, begins, seconds: 0.25, memoryBytes: 1024 };
    const place = { file: 'Processor.py', line: 2, fragment: 3 };
    const spoilt = failure('user-error', 'process', 'KeyError: \x1b[2J', place);
    const trial = {
      fragments: [
        { fragment: 1, bytes: 900, begins, result, failure: null },
        { fragment: 2, bytes: 4, begins, result: null, failure: null },
        { fragment: 3, bytes: 4, begins, result: null, failure: spoilt },
      ],
      split: { ended: true, fragments: 2, bytes: 904, readBytes: null },
      ...{ dataBytes: null, estimate: { kind: 'counted', fragments: 2, processSeconds: 0.5 } },
    };
    chief.answers[`GET /jobs/${job.id}/trial`] = json({ trial });
    const { exitCode, stdout, stderr } = await butcher('submit words --first-fragments 2 --wait');
    assert.equal(exitCode, 0, stderr);
    assert.equal(JSON.parse(sent[0]!.toString()).options.firstFragments, 2);
    assert.match(stdout, /^fragment 1 {2}900 bytes {2}b'\\x1b\[2J'…\n {2}result {2}4 bytes .* in 250 ms/m);
    assert.match(
      stdout,
      /^fragment 2 .*\n {2}no result\nfragment 3 .*\n {2}user-error {2}Processor\.py:2: KeyError: \\x1b\[2J\nthat is all: the splitter ended after 2/m,
    );
    assert.doesNotMatch(stderr, /fetch/);
    const wrong = await butcher('submit words --first-fragments 2 --wait --out x');
    assert.deepEqual([wrong.exitCode, /no results are kept/.test(wrong.stderr)], [2, true]);
    const many = await butcher('submit words --first-fragments 101');
    assert.deepEqual([many.exitCode, /from 1 to 100\./.test(many.stderr)], [2, true], many.stderr);
  });

  it('leave a job alone that is waited for, when they are interrupted', async () => {
    chief.answers[`GET /jobs/${job.id}/events`] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: e.1\ndata: {"type":"state","state":"running"}\n\n');
    };
    const [program, ...args] = butcherCommand;
    const waiting = execa(program, [...args, 'status', job.id, '--wait'], {
      env: { BUTCHER_HOME: join(cwd, 'home'), BUTCHER_CHIEF: chief.address, BUTCHER_TOKEN: 'secret' },
      reject: false,
    });
    waiting.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('running')) waiting.kill('SIGINT');
    });
    const { exitCode, stderr } = await waiting;
    assert.equal(exitCode, 130, stderr);
    assert.match(stderr, /the job goes on; follow it by: butcher status k7qmabcdefgh --wait/);
    assert(!chief.asked.includes(`POST /jobs/${job.id}/cancel`));
  });

  it('put a job back into the queue, and stay with it where asked', async () => {
    const failed = { ...job, state: 'failed', hasResults: false };
    chief.answers['GET /jobs'] = json({ items: [failed], next: null });
    chief.answers[`POST /jobs/${job.id}/resume`] = json({ job: { ...failed, state: 'queued' } });
    const queued = await butcher('resume words --chief');
    assert.deepEqual([queued.exitCode, queued.stdout], [0, `queued  words ${job.id}\n`]);
    assert.equal(JSON.parse((await butcher(`resume ${job.id} --chief --json`)).stdout).state, 'queued');
    chief.answers[`POST /jobs/${job.id}/resume`] = problem(409, 'wrong-state', 'The job is done.');
    assert.equal((await butcher(`resume ${job.id} --chief`)).exitCode, 2);
    for (const wrong of ['resume words --wait', 'resume words --chief --out x.tar'])
      assert.equal((await butcher(wrong)).exitCode, 2, wrong);
  });

  it('have a job go on with mended code, and say why that is refused', async () => {
    await makePackage();
    chief.answers['POST /packages'] = json({ package: kept, report: goodReport }, 201);
    let sent: unknown;
    chief.answers[`POST /jobs/${job.id}/resume`] = async (request, response) => {
      sent = JSON.parse((await buffer(request)).toString());
      json({ job: { ...job, state: 'queued', hasResults: false } })(request, response);
    };
    assert.equal((await butcher(`resume ${job.id} --chief --package words`)).exitCode, 0);
    assert.deepEqual(sent, { package: digest });
    assert.equal((await butcher(`resume ${job.id} --chief --package words --keep-results`)).exitCode, 0);
    assert.deepEqual(sent, { package: digest, keepResults: true });
    const report = { findings: [], errors: 1, warnings: 0, refused: true };
    chief.answers[`POST /jobs/${job.id}/resume`] = problem(422, 'package-refused', 'No.', { report });
    assert.equal((await butcher(`resume ${job.id} --chief --package words`)).exitCode, 3);
    for (const wrong of ['--keep-results', '--package nowhere'])
      assert.equal((await butcher(`resume ${job.id} --chief ${wrong}`)).exitCode, 2, wrong);
  });

  it('say how a job that failed by its package goes on, and of no other', async () => {
    const cause = failure('user-error', 'finish', 'KeyError');
    const failed = { ...job, state: 'failed', hasResults: false, failure: cause };
    const counts = { fragments: 9, results: 9, merged: 9, failed: 0, skipped: 0, retried: 0 };
    const told = async (change: object) => {
      chief.answers[`GET /jobs/${job.id}`] = json({ job: { ...failed, counts, ...change } });
      return /go on by: butcher resume k7qmabcdefgh --chief --package PATH/.test(
        (await butcher(`status ${job.id}`)).stdout,
      );
    };
    assert.equal(await told({}), true);
    assert.equal(await told({ failure: failure('engine-unavailable', 'preparing', 'gone') }), false);
    assert.equal(await told({ counts: { ...counts, results: 0 } }), false);
    assert.equal(await told({ state: 'done', failure: null }), false);
  });

  it('print what code printed, list fragments that failed, delete', async () => {
    const line = JSON.stringify({ role: 'worker', worker: 2, text: 'a line' });
    chief.answers[`GET /jobs/${job.id}/logs`] = (_request, response) => response.end(`${line}\n${line}\n`);
    assert.equal((await butcher('logs k7qmabcdefgh -f')).stdout, '[worker 2] a line\n[worker 2] a line\n');
    chief.answers[`GET /jobs/${job.id}/fragments`] = json({ items: [], next: null });
    assert.match((await butcher(`fragments ${job.id}`)).stderr, /no fragment is out of tries/);
    chief.answers['DELETE /datasets/d1'] = (_request, response) => response.writeHead(204).end();
    assert.equal((await butcher('delete d1')).stdout, 'deleted d1\n');
    assert.equal((await butcher('delete d2')).exitCode, 2);
  });
});
