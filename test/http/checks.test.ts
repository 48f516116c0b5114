import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { ForkedChecker } from '../../src/chief/checking/forked-checker.ts';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { Hold } from '../helpers/hold.ts';
import { fakeChecker, ServedChief, tarOf } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

const good = {
  'Split.py': "def splitter(path):\n    yield b''\n",
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': 'def merger(fragment, job_name):\n    print(fragment)\n',
};
const json = { 'content-type': 'application/json' };

describe('checks that keep nothing', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  const checker = new ForkedChecker();
  before(async () => {
    served = await ServedChief.start({
      checker: { validate: (...given) => checker.validate(...given) },
    });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    await http.parts.app.close();
    await served.end();
    await checker.close();
  });
  const check = (payload: string | Buffer, headers: Readonly<Record<string, string>> = json) =>
    http.ask('ann', 'POST /api/v1/checks', { payload, headers });
  const filesOf = (files: object) => JSON.stringify({ files });

  it('take files as JSON or an archive, and say what an upload would be told', async () => {
    const bad = { ...good, 'Split.py': 'def splitter(path):\n    return [b"x"]\n' };
    const found = await check(filesOf(bad));
    assert.equal(found.statusCode, 200);
    const { report, package: read } = found.json();
    const rules = report.findings.map(({ rule, line }: Record<string, unknown>) => [rule, line]);
    assert.deepEqual([report.refused, rules[1]], [true, ['BUT301', 1]]);
    assert.deepEqual([read.files, read.manifest], [3, null]);
    const params = { params: { properties: { width: { type: 'integer', default: 3 } } } };
    const tar = await buffer(tarOf({ ...good, 'butcher.json': JSON.stringify(params) }));
    const fine = (await check(tar, { 'content-type': 'application/octet-stream' })).json();
    assert.deepEqual([fine.report.refused, fine.package.manifest.params], [false, params.params]);
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/packages')).json().items, []);
    assert.deepEqual(
      await served.home.entries().then((all) => all.filter((path) => /incoming\/./.test(path))),
      [],
    );
    assert.equal((await http.ask('ann', 'GET /api/v1/me')).json().me.usedBytes, 0);
  });

  it('refuse what is no package’s files, before anything is checked', async () => {
    for (const [payload, status] of [
      ['{', 400],
      ['[]', 400],
      [filesOf([]), 400],
      [filesOf({ a: 1 }), 400],
      [JSON.stringify({ files: {}, more: 1 }), 400],
      [filesOf({ '../Split.py': '' }), 400],
      [filesOf({ '/etc/passwd': '' }), 400],
      [filesOf({ 'a\u0000b': '' }), 400],
      [filesOf({ 'Split.py': 'x'.repeat(1024 * 1024) }), 413],
    ] as const)
      assert.equal((await check(payload)).statusCode, status, payload.slice(0, 40));
    assert.deepEqual((await http.ask('ann', 'GET /api/v1/me')).json().me.strikes, []);
    const nothing = (await check(filesOf({}))).json();
    assert.equal(nothing.report.refused, true);
  });
});

describe('checks of one account', () => {
  it('are a few at a time, and leave others theirs', async () => {
    const held = new Hold();
    const served = await ServedChief.start({
      checker: {
        validate: async (...given) => {
          if (given[2] === 'ann') await held.process(Buffer.of());
          return fakeChecker.validate(...given);
        },
      },
    });
    const http = await HttpFixture.over(served.chief, served.home);
    try {
      const payload = JSON.stringify({ files: good });
      const check = (caller: 'ann' | 'bob') =>
        http.ask(caller, 'POST /api/v1/checks', { payload, headers: json });
      const asked = [1, 2, 3, 4].map(() => check('ann'));
      await held.begun(4);
      const fifth = await check('ann');
      assert.deepEqual([fifth.statusCode, fifth.json().code], [429, 'too-many-checks']);
      assert(Number(fifth.headers['retry-after']) > 0);
      assert.equal((await check('bob')).statusCode, 200);
      held.release();
      for (const answer of await Promise.all(asked)) assert.equal(answer.statusCode, 200);
      assert.equal((await check('ann')).statusCode, 200);
    } finally {
      held.release();
      await http.parts.app.close();
      await served.end();
    }
  });
});

describe('the files of a package', () => {
  it('are listed and read as nothing that a browser runs, by their account alone', async () => {
    const served = await ServedChief.start();
    const http = await HttpFixture.over(served.chief, served.home);
    try {
      const payload = await buffer(tarOf({ ...good, 'data/a "b".html': '<script>', 'data/é.svg': '<svg/>' }));
      const { digest } = (await http.ask('ann', 'POST /api/v1/packages', { payload })).json().package;
      const at = `/api/v1/packages/${digest}`;
      const { items } = (await http.ask('ann', `GET ${at}/files`)).json();
      assert.deepEqual(
        items.map(({ path, bytes, text }: Record<string, unknown>) => [path, bytes, text]),
        [
          ['Merge.py', 52, true],
          ['Processor.py', 45, true],
          ['Split.py', good['Split.py'].length, true],
          ['data/a "b".html', 8, false],
          ['data/é.svg', 6, false],
        ],
      );
      const read = (path: string, caller: 'ann' | 'bob' = 'ann') =>
        http.parts.app.inject({
          url: `${at}/file?path=${encodeURIComponent(path)}`,
          headers: { host: 'localhost', ...http.bearer(caller) },
        });
      const source = await read('Split.py');
      assert.deepEqual(
        [source.body, source.headers['content-type']],
        [good['Split.py'], 'text/plain; charset=utf-8'],
      );
      const page = await read('data/a "b".html');
      assert.equal(page.body, '<script>');
      assert.equal(page.headers['content-type'], 'application/octet-stream');
      assert.equal(page.headers['content-security-policy'], "default-src 'none'; sandbox");
      assert.equal(page.headers['x-content-type-options'], 'nosniff');
      assert.equal(page.headers['content-disposition'], "attachment; filename*=UTF-8''a%20%22b%22.html");
      assert.equal((await read('data/é.svg')).headers['content-type'], 'image/svg+xml');
      for (const path of [
        '../butcher.db',
        '..',
        'data',
        './Split.py',
        'data/../Split.py',
        '/etc/passwd',
        'x\0',
        '',
      ])
        assert((await read(path)).statusCode >= 400, path);
      assert.equal((await read('Split.py', 'bob')).statusCode, 404);
    } finally {
      await http.parts.app.close();
      await served.end();
    }
  });
});
