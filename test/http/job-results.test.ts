import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

const page = '<script>fetch("/api/v1/jobs")</script>';

describe('the files of results', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  let job: string;
  before(async () => {
    const writes = {
      ...sampleProgram('writes', 1),
      merge: async (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
        await mkdir(join(resultsFolder, 'plots'));
        await writeFile(join(resultsFolder, 'plots', 'a.svg'), '<svg/>');
        await writeFile(join(resultsFolder, 'table.csv'), 'a,b\n1,2\n');
        await writeFile(join(resultsFolder, 'page.html'), page);
        await writeFile(Buffer.concat([Buffer.from(`${resultsFolder}/`), Buffer.from([0xff, 0x0a])]), 'odd');
      },
    };
    served = await ServedChief.start({ programs: { writes } });
    http = await HttpFixture.over(served.chief, served.home);
    const ann = await served.account('ann');
    job = (await served.submit(ann, 'writes')).id;
    assert.equal((await served.ended(ann, job)).state, 'done');
  });
  after(async () => {
    await http.parts.app.close();
    await served.end();
  });
  const list = async (query = '') =>
    (await http.ask('ann', `GET /api/v1/jobs/${job}/results/files${query}`)).json();
  const read = (query: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    http.ask('ann', `${method} /api/v1/jobs/${job}/results/file?${query}`, { headers });

  it('are listed by folder, and read by key or path, in part or whole', async () => {
    const { items } = await list();
    assert.deepEqual(
      items.map(({ name, kind, bytes }: Record<string, unknown>) => [name, kind, bytes]),
      [
        ['page.html', 'file', page.length],
        ['plots', 'folder', 6],
        ['table.csv', 'file', 8],
        ['\\xff\\n', 'file', 3],
      ],
    );
    const paged = await list('?limit=2');
    assert.deepEqual((await list(`?limit=2&cursor=${paged.next}`)).items, items.slice(2));
    const inner = (await list(`?folder=${items[1].key}`)).items;
    assert.deepEqual([inner.length, inner[0].name], [1, 'a.svg']);
    assert.equal((await read(`key=${inner[0].key}`)).headers['content-type'], 'image/svg+xml');
    assert.equal((await read(`key=${items[3].key}`)).body, 'odd');
    const table = await read('path=table.csv');
    assert.deepEqual(
      [table.body, table.headers['content-type']],
      ['a,b\n1,2\n', 'text/plain; charset=utf-8'],
    );
    const { etag } = table.headers;
    const part = await read('path=table.csv', { range: 'bytes=4-6', 'if-range': String(etag) });
    assert.deepEqual([part.statusCode, part.body], [206, '1,2']);
    assert.equal(part.headers['content-range'], 'bytes 4-6/8');
    assert.equal((await read('path=table.csv', { range: 'bytes=8-' })).statusCode, 416);
    assert.equal((await read('path=table.csv', { 'if-none-match': String(etag) })).statusCode, 304);
    const head = await read('path=table.csv', {}, 'HEAD');
    assert.deepEqual([head.statusCode, head.headers['content-length'], head.body], [200, '8', '']);
  });

  it('are nothing that a browser runs, whatever they hold', async () => {
    const { headers, body } = await read('path=page.html');
    assert.equal(body, page);
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-disposition']), /^attachment;/);
  });

  it('are those of the results and no others, for their account, also where the index is gone', async () => {
    for (const query of ['path=../results.json', 'path=plots', 'path=/etc/passwd', 'path=no', 'key=AAAA'])
      assert.equal((await read(query)).statusCode, 404, query);
    for (const query of ['', 'path=', 'key=AAAA&path=x', 'key=%2F..'])
      assert.equal((await read(query)).statusCode, 400, query);
    assert.equal(
      (await http.ask('ann', `GET /api/v1/jobs/${job}/results/files?folder=AAAA`)).statusCode,
      404,
    );
    const theirs = `GET /api/v1/jobs/${job}/results/file?path=table.csv`;
    assert.equal((await http.ask('bob', theirs)).statusCode, 404);
    for (const name of ['results.index', 'results.names'])
      await rm(join(served.home.path, 'jobs', job, name));
    assert.equal((await list()).items.length, 4);
    assert.equal((await http.ask('root', theirs)).statusCode, 200);
  });
});
