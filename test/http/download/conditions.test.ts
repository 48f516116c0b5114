import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { HttpFixture } from '../http-fixture.ts';

describe('conditions', () => {
  let http: HttpFixture;
  let job: { readonly id: string; readonly digest: string };
  before(async () => {
    http = await HttpFixture.make();
    job = await http.submit('ann');
  });
  after(() => http.remove());
  const tagOf = async (path: string) => {
    const { headers } = await http.ask('ann', `GET ${path}`);
    assert.equal(headers['cache-control'], 'private, no-cache', path);
    return headers.etag!.toString();
  };

  it('send one thing only where it is another than the client has', async () => {
    const paths = [`jobs/${job.id}`, `packages/${job.digest}`, `jobs/${job.id}/results`, 'key'];
    for (const path of paths.map((each) => `/api/v1/${each}`)) {
      const etag = await tagOf(path);
      assert.match(etag, /^"[\w:+/-]+"$/, 'a strong one');
      for (const named of [etag, `W/${etag}`, `"a", ${etag}`, '*']) {
        const same = await http.ask('ann', `GET ${path}`, { headers: { 'if-none-match': named } });
        assert.deepEqual(
          [same.statusCode, same.body, same.headers.etag],
          [304, '', etag],
          `${path} ${named}`,
        );
      }
      const other = await http.ask('ann', `GET ${path}`, { headers: { 'if-none-match': '"a"' } });
      assert.equal(other.statusCode, 200);
      const wrong = await http.ask('ann', `GET ${path}`, { headers: { 'if-match': '"a"' } });
      assert.deepEqual([wrong.statusCode, wrong.json().code], [412, 'precondition-failed'], path);
    }
  });

  it('change a job or a package only where it is as the client knew it', async () => {
    const path = `/api/v1/jobs/${job.id}`;
    const before = await tagOf(path);
    const act = async (request: string, match: string) =>
      (await http.ask('ann', request, { headers: { 'if-match': match } })).statusCode;
    assert.equal(await act(`POST ${path}/cancel`, '"other"'), 412);
    assert.equal(await act(`POST ${path}/cancel`, `W/${before}`), 412, 'by strong comparison');
    assert.equal(await act(`POST ${path}/cancel`, before), 200);
    assert.equal(await act(`POST ${path}/resume`, before), 412, 'it has been cancelled since');
    assert.equal(await act(`POST ${path}/resume`, '*'), 202);
    assert.equal(await act(`DELETE ${path}`, before.replace('"', '"x')), 412);
    assert.equal(await act(`DELETE /api/v1/packages/${job.digest}`, '"a"'), 412);
    assert.equal(await act('DELETE /api/v1/jobs/nothing', '"a"'), 404);
    const payload = { package: job.digest };
    const made = await http.ask('ann', 'POST /api/v1/jobs', { payload, headers: { 'if-match': '"a"' } });
    assert.equal(made.statusCode, 412, 'what has no ETag matches none');
  });

  it('leave nothing in a cache that is not asked again', async () => {
    for (const path of ['jobs', 'packages', `jobs/${job.id}/logs`]) {
      const { headers } = await http.ask('ann', `GET /api/v1/${path}`);
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.equal(headers.etag, undefined, path);
    }
  });
});

describe('lists', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
    for (let n = 0; n < 5; n += 1) await http.submit('ann');
  });
  after(() => http.remove());

  it('are read to their end along Link', async () => {
    const base = 'http://localhost/api/v1/jobs';
    let url = `${base}?limit=2&state=queued`;
    const sizes: number[] = [];
    for (;;) {
      const { headers, ...answer } = await http.ask('ann', `GET ${url.replace('http://localhost', '')}`);
      sizes.push(answer.json().items.length);
      const link = /^<([^>]+)>; rel="next"$/.exec(headers.link?.toString() ?? '');
      if (link === null) break;
      url = new URL(link[1]!, url).href;
      assert.match(url, /limit=2&state=queued&cursor=\d+$/);
    }
    assert.deepEqual(sizes, [2, 2, 1]);
  });

  it('are compressed for whoever takes that, and problems too where they are long', async () => {
    const plain = await http.ask('ann', 'GET /api/v1/jobs');
    const headers = { ...http.bearer('ann'), host: 'localhost', 'accept-encoding': 'gzip, br' };
    const packed = await http.parts.app.inject({ url: '/api/v1/jobs', headers });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.match(packed.headers.vary!.toString(), /accept-encoding/i);
    assert.equal(gunzipSync(packed.rawPayload).toString(), plain.body);
    assert.ok(packed.rawPayload.length < plain.body.length / 2);
    const results = await http.parts.app.inject({
      url: `/api/v1/jobs/${plain.json().items[0].id}/results`,
      headers,
    });
    assert.equal(results.headers['content-encoding'], undefined, 'its ETag is of the bytes');
  });
});

describe('the rate of an account', () => {
  it('is told with each answer, and how much of it is left', async () => {
    const http = await HttpFixture.make({ rates: { perSecond: 1, burst: 3, open: 8 } });
    try {
      const headers = { ...http.bearer('ann'), host: 'localhost' };
      const told = [];
      for (let n = 0; n < 4; n += 1) {
        const answer = await http.parts.app.inject({ url: '/api/v1/jobs', headers });
        assert.equal(answer.headers['ratelimit-policy'], '"account";q=3;w=3');
        told.push([answer.statusCode, answer.headers.ratelimit]);
      }
      assert.deepEqual(told, [
        [200, '"account";r=2;t=1'],
        [200, '"account";r=1;t=2'],
        [200, '"account";r=0;t=3'],
        [429, '"account";r=0;t=3'],
      ]);
    } finally {
      await http.remove();
    }
  });
});
