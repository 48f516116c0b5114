import assert from 'node:assert/strict';
import { HttpFixture } from '../http-fixture.ts';

const origin = 'https://lab.example';

describe('pages of other origins that the operator allows', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make({ allowedOrigins: [origin] });
  });
  after(() => http.remove());
  const from = (page: string, request = 'GET /api/v1/jobs', headers = {}) =>
    http.ask('ann', request, { headers: { origin: page, 'sec-fetch-site': 'cross-site', ...headers } });

  it('may read what a token lets them, and what went wrong', async () => {
    const listed = await from(origin);
    assert.equal(listed.statusCode, 200);
    assert.equal(listed.headers['access-control-allow-origin'], origin);
    assert.match(listed.headers['access-control-expose-headers']!.toString(), /etag, link, location/);
    assert.match(listed.headers.vary!.toString(), /Origin/);
    assert.equal(listed.headers['access-control-allow-credentials'], undefined, 'no cookies');
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    const nobody = await http.ask(null, 'GET /api/v1/jobs', { headers });
    assert.deepEqual([nobody.statusCode, nobody.headers['access-control-allow-origin']], [401, origin]);
  });

  it('are told before what they may send', async () => {
    const asks = { 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'if-match' };
    const answer = await http.ask(null, 'OPTIONS /api/v1/jobs/x', { headers: { origin, ...asks } });
    assert.equal(answer.statusCode, 204);
    const methods = answer.headers['access-control-allow-methods']!.toString().split(', ');
    const used = new Set(http.contract.operations.map(({ method }) => method));
    assert.deepEqual(
      [...used].filter((method) => !methods.includes(method)),
      [],
      'each that the API has',
    );
    assert.match(answer.headers['access-control-allow-headers']!.toString(), /authorization.*if-match/);
  });

  it('are those alone', async () => {
    for (const page of [
      'https://evil.example',
      'https://lab.example.evil.example',
      'http://lab.example',
      'null',
    ]) {
      const answer = await from(page);
      assert.equal(answer.json().code, 'foreign-origin', page);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    const headers = { 'sec-fetch-site': 'cross-site' };
    assert.equal(
      (await http.ask('ann', 'GET /api/v1/jobs', { headers })).statusCode,
      403,
      'no origin is told',
    );
    const rebound = await from(origin, 'GET /api/v1/jobs', { host: 'evil.example' });
    assert.equal(rebound.json().code, 'foreign-host');
  });
});
