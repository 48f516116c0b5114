import assert from 'node:assert/strict';
import { problemCatalogue } from '../../../src/chief/problem.ts';
import { httpProblems } from '../../../src/http/http-problem.ts';
import { failureCatalogue } from '../../../src/model/failures.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('methods', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('are HEAD wherever GET is, with the same head and no body', async () => {
    const { id } = await http.submit('ann');
    for (const path of ['jobs', `jobs/${id}`, `jobs/${id}/logs`, `jobs/${id}/results`, 'packages', 'key']) {
      const got = await http.ask('ann', `GET /api/v1/${path}`);
      const head = await http.ask('ann', `HEAD /api/v1/${path}`);
      assert.deepEqual([head.statusCode, head.body], [got.statusCode, ''], path);
      for (const name of ['content-type', 'content-length', 'etag'])
        assert.equal(head.headers[name], got.headers[name], `${path} ${name}`);
    }
    assert.equal((await http.ask('bob', `HEAD /api/v1/jobs/${id}`)).statusCode, 404);
    assert.equal((await http.ask(null, 'HEAD /healthz')).statusCode, 200);
    const events = await http.ask('ann', `HEAD /api/v1/jobs/${id}/events`);
    assert.match(
      events.headers['content-type']!.toString(),
      /^text\/event-stream/,
      'and does not wait for any',
    );
  });

  it('that an address does not take are told with those that it does', async () => {
    for (const [request, allow] of [
      ['PUT /api/v1/jobs', 'GET, HEAD, OPTIONS, POST'],
      ['PATCH /api/v1/jobs/abc', 'DELETE, GET, HEAD, OPTIONS'],
      ['GET /api/v1/jobs/abc/cancel', 'OPTIONS, POST'],
      ['POST /healthz', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const headers = { 'content-type': 'application/octet-stream' };
      const { statusCode, headers: answered, ...answer } = await http.ask(null, request, { headers });
      assert.deepEqual([statusCode, answered.allow], [405, allow], request);
      assert.equal(answer.json().code, 'method-not-allowed');
    }
    const options = await http.ask(null, 'OPTIONS /api/v1/jobs');
    assert.deepEqual([options.statusCode, options.headers.allow], [204, 'GET, HEAD, OPTIONS, POST']);
    assert.equal((await http.ask(null, 'PUT /api/v1/nothing')).statusCode, 404);
    assert.equal((await http.ask(null, 'GET /api/v1/jobs/a/b/c')).statusCode, 404);
  });

  it('that nobody knows are told so', async () => {
    for (const method of ['PROPFIND', 'TRACE', 'QUERY']) {
      const answer = await http.ask(null, `${method} /api/v1/jobs`);
      assert.deepEqual([answer.statusCode, answer.json().code], [501, 'not-implemented'], method);
    }
  });
});

describe('a problem', () => {
  it('leads to a page about its code', async () => {
    const http = await HttpFixture.make();
    try {
      const { type } = (await http.ask('ann', 'GET /api/v1/jobs/nothing')).json();
      assert.equal(type, '/docs/problems/not-found');
      for (const code of Object.keys({ ...httpProblems, ...problemCatalogue, ...failureCatalogue })) {
        const page = await http.parts.app.inject({
          url: `/docs/problems/${code}`,
          headers: { host: 'localhost' },
        });
        assert.equal(page.statusCode, 200, code);
        assert.match(page.body, new RegExp(`<code>${code}</code>`));
      }
      const url = '/docs/problems/%3Cb%3E';
      const nothing = await http.parts.app.inject({ url, headers: { host: 'localhost' } });
      assert.equal(nothing.statusCode, 404);
    } finally {
      await http.remove();
    }
  });
});
