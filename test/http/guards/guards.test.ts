import assert from 'node:assert/strict';
import { TokenBuckets } from '../../../src/http/guards/token-bucket.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('token buckets', () => {
  it('let a burst through, then a steady rate, each asker alone', () => {
    let nowMs = 0;
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, () => nowMs);
    const take = () => [1, 2, 3, 4].map(() => buckets.take('ann'));
    assert.deepEqual(take(), [0, 0, 0, 0.1]);
    assert.equal(buckets.take('bob'), 0);
    nowMs = 50;
    assert.equal(buckets.take('ann'), 0.05);
    nowMs = 100;
    assert.equal(buckets.take('ann'), 0);
    assert.equal(buckets.take('ann'), 0.1);
    nowMs = 60_000;
    assert.deepEqual(take(), [0, 0, 0, 0.1]);
    buckets.giveBack('ann');
    assert.equal(buckets.take('ann'), 0);
  });

  it('remember no more askers than they may, and forget who asked longest ago', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, () => 0, 2);
    for (const asker of ['ann', 'bob', 'ann', 'cid']) buckets.take(asker);
    assert.equal(buckets.size, 2);
    assert.equal(buckets.take('ann'), 1);
    assert.equal(buckets.take('bob'), 0, 'bob was forgotten');
    buckets.giveBack('nobody');
    assert.equal(buckets.size, 2);
  });
});

describe('the guards', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make({
      hostNames: ['chief.example'],
      rates: { perSecond: 2, burst: 5, open: 3 },
    });
  });
  after(() => http.remove());
  const from = async (headers: Readonly<Record<string, string>>) => {
    const answer = await http.ask('ann', 'GET /api/v1/jobs', { headers });
    return answer.statusCode === 200 ? 200 : answer.json().code;
  };

  it('answer only to names of this chief', async () => {
    for (const host of ['localhost', 'localhost:7878', '127.0.0.1:7878', '[::1]:7878', 'Chief.Example:443'])
      assert.equal(await from({ host }), 200, host);
    for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1', 'localhost:x', 'a@localhost'])
      assert.equal(await from({ host }), 'foreign-host', host);
    const open = await http.ask(null, 'GET /healthz', { headers: { host: 'evil.example' } });
    assert.equal(open.statusCode, 403);
  });

  it('refuse pages of other origins', async () => {
    const host = 'chief.example';
    for (const origin of ['http://chief.example', 'https://chief.example', 'https://chief.example:443'])
      assert.equal(await from({ host, origin }), 200, origin);
    for (const origin of ['http://evil.example', 'null', 'http://chief.example:81', 'http://localhost', ''])
      assert.equal(await from({ host, origin }), 'foreign-origin', origin);
  });

  it('refuse what a browser marks as sent by a page of another site', async () => {
    const host = 'chief.example';
    for (const mark of ['same-origin', 'none'])
      assert.equal(await from({ host, 'sec-fetch-site': mark }), 200);
    for (const mark of ['cross-site', 'same-site', 'anything', ''])
      assert.equal(await from({ host, 'sec-fetch-site': mark }), 'foreign-origin', mark);
    const origin = 'https://chief.example';
    assert.equal(await from({ host, origin, 'sec-fetch-site': 'cross-site' }), 'foreign-origin');
  });

  it('believe a browser that a page is the chief’s own, where a server before it changes the host', async () => {
    const rewritten = { host: '127.0.0.1:7878', origin: 'https://chief.example' };
    assert.equal(await from({ ...rewritten, 'sec-fetch-site': 'same-origin' }), 200);
    assert.equal(await from(rewritten), 'foreign-origin', 'not without its word');
    for (const mark of ['same-site', 'cross-site', 'none'])
      assert.equal(await from({ ...rewritten, 'sec-fetch-site': mark }), 'foreign-origin', mark);
    const evil = { host: '127.0.0.1:7878', origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' };
    assert.equal(await from(evil), 'foreign-origin');
  });

  it('let a link be followed from anywhere, and nothing else', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    const asked = async (request: string, headers: Readonly<Record<string, string>>) =>
      (await http.ask(null, request, { headers })).statusCode;
    assert.equal(await asked('GET /healthz', link), 200);
    assert.equal(await asked('POST /api/v1/jobs', link), 403);
    assert.equal(await asked('GET /healthz', { ...link, 'sec-fetch-mode': 'no-cors' }), 403);
    assert.equal(await asked('GET /healthz', { ...link, 'sec-fetch-dest': 'iframe' }), 403);
  });

  it('do not hear what proxies are said to say', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'localhost',
      'x-forwarded-for': '127.0.0.1',
      forwarded: 'host=localhost;for=127.0.0.1',
    };
    assert.equal(await from(headers), 'foreign-host');
    assert.equal(await from({ ...headers, host: 'localhost', 'x-forwarded-host': 'evil.example' }), 200);
  });

  it('hold each account to its rate', async () => {
    const { app } = http.parts;
    http.parts.clock.advance(60_000);
    const ask = (caller: 'ann' | 'bob') =>
      app.inject({ url: '/api/v1/jobs', headers: { host: 'localhost', ...http.bearer(caller) } });
    for (let n = 0; n < 5; n += 1) assert.equal((await ask('ann')).statusCode, 200);
    const refused = await ask('ann');
    assert.deepEqual([refused.statusCode, refused.json().code], [429, 'too-many-requests']);
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal((await ask('bob')).statusCode, 200);
    http.parts.clock.advance(500);
    assert.equal((await ask('ann')).statusCode, 200);
    assert.equal((await ask('ann')).statusCode, 429);
    for (let n = 0; n < 20; n += 1) assert.equal((await http.ask(null, 'GET /healthz')).statusCode, 200);
  });

  it('set headers that keep browsers from mischief', async () => {
    const { headers } = await http.ask('ann', 'GET /api/v1/jobs');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(headers['access-control-allow-origin'], undefined);
  });

  it('log requests without what is secret in them', async () => {
    await http.ask('ann', 'GET /api/v1/jobs');
    const last = JSON.parse(http.parts.log.at(-1)!);
    assert.deepEqual([last.method, last.url, last.account, last.status], ['GET', '/api/v1/jobs', 'ann', 200]);
    http.parts.app.log.info({ headers: { authorization: 'Bearer x' }, token: 'y' }, 'told');
    assert.deepEqual(JSON.parse(http.parts.log.at(-1)!).headers, { authorization: '[secret]' });
    for (const token of Object.values(http.parts.tokens))
      assert(!http.parts.log.some((line) => line.includes(token)));
  });
});
