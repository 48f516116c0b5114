import assert from 'node:assert/strict';
import { issueToken } from '../../src/chief/tokens/issue-token.ts';
import { HttpFixture } from './http-fixture.ts';

const url = 'https://lab.example/butcher?key=secret';

describe('the webhook of an account', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await HttpFixture.make();
  });
  afterEach(() => http.remove());
  const set = (payload: object = { url }) => http.ask('ann', 'PUT /api/v1/me/webhook', { payload });

  it('is set, seen, changed and removed, and nobody else’s', async () => {
    assert.equal((await http.ask('ann', 'GET /api/v1/me/webhook')).statusCode, 404);
    const made = await set();
    assert.equal(made.statusCode, 200);
    assert.match(made.json().secret, /^whsec_/);
    assert.equal(made.headers['cache-control'], 'no-store');
    const seen = (await http.ask('ann', 'GET /api/v1/me/webhook')).json();
    assert.deepEqual(seen, { webhook: made.json().webhook });
    assert.equal(seen.webhook.url, url);
    assert.equal((await set()).json().secret, null);
    assert.equal((await http.ask('bob', 'GET /api/v1/me/webhook')).statusCode, 404);
    assert.equal((await http.ask('bob', 'DELETE /api/v1/me/webhook')).statusCode, 404);
    assert.equal((await http.ask('bob', 'POST /api/v1/me/webhook/rotate')).statusCode, 404);
    assert.equal((await http.ask('bob', 'DELETE /api/v1/accounts/ann/webhook')).statusCode, 403);
    const rotated = (await http.ask('ann', 'POST /api/v1/me/webhook/rotate')).json();
    assert.notEqual(rotated.secret, made.json().secret);
    assert.equal(rotated.webhook.oldSecretEndsAtMs - http.parts.clock.wallTimeMs(), 86_400_000);
    assert.equal((await http.ask('ann', 'DELETE /api/v1/me/webhook')).statusCode, 204);
    assert.equal((await http.ask('ann', 'DELETE /api/v1/me/webhook')).statusCode, 404);
    assert.match((await set()).json().secret, /^whsec_/);
    assert.equal((await http.ask('ann', 'POST /api/v1/me/webhook/rotate')).statusCode, 200);
    assert.equal((await http.ask('ann', 'DELETE /api/v1/me/webhook')).statusCode, 204);
    await set();
    assert.equal((await http.ask('root', 'DELETE /api/v1/accounts/ann/webhook')).statusCode, 204);
    const [row] = (await http.parts.home.store.audit.list('ann', { limit: 1 })).items;
    assert.deepEqual([row?.action, row?.actor], ['webhook-removed', 'root']);
    assert(!http.parts.log.join('').includes('key=secret'), 'what may be secret is not logged');
  });

  it('has one old secret at most, and says when it may have the next', async () => {
    await set();
    const rotate = () => http.ask('ann', 'POST /api/v1/me/webhook/rotate');
    const { secret, webhook } = (await rotate()).json();
    // Each request lets a second pass.
    http.parts.clock.advance(86_400_000 - 1001);
    const refused = await rotate();
    assert.deepEqual([refused.statusCode, refused.json().code], [409, 'wrong-state']);
    const until = new Date(webhook.oldSecretEndsAtMs).toISOString();
    assert.equal(
      refused.json().detail,
      `The secret was replaced less than a day ago, and the one before it signs as well until ${until}.`,
    );
    assert.match(refused.json().help, /remove/);
    assert.equal((await http.parts.home.store.webhooks.find('ann'))?.secret, secret);
    assert.equal((await rotate()).statusCode, 200);
  });

  it('is not seen by tokens that may only read, since its URL may be secret', async () => {
    await set();
    const request = { account: 'ann', admin: false, expiresAtMs: null, scopes: ['read'] as const };
    const issued = await issueToken(http.parts.home.store, request, { actor: 'operator', atMs: 1 });
    assert(issued.kind === 'issued');
    const headers = { authorization: `Bearer ${issued.token.text}` };
    for (const path of ['', '/deliveries'])
      assert.equal((await http.ask(null, `GET /api/v1/me/webhook${path}`, { headers })).statusCode, 403);
  });

  it('is refused where the URL leads nowhere that is allowed', async () => {
    for (const wrong of [
      'http://169.254.169.254/',
      'http://[::ffff:127.0.0.1]/',
      'file:///etc/passwd',
      'x',
    ]) {
      const refused = await set({ url: wrong });
      assert.deepEqual([refused.statusCode, refused.json().code], [400, 'bad-request'], wrong);
      assert.match(refused.json().detail, /^The URL (leads to|has to)/);
      assert.match(
        refused.json().help,
        refused.json().detail.includes('not public')
          ? /serve\.webhooks\.allow/
          : /such as https:\/\/lab\.example\/butcher/,
      );
    }
    for (const wrong of [
      {},
      { url: '' },
      { url: `https://x.example/${'a'.repeat(2000)}` },
      { url, secret: 'own' },
    ])
      assert.equal((await set(wrong)).statusCode, 400);
    const long = await set({ url: `https://x.example/${'a'.repeat(2000)}` });
    assert.equal(long.json().detail, 'The body at url must have at most 2000 characters.');
    assert.equal(await http.parts.home.store.webhooks.find('ann'), null);
  });

  it('keeps a URL as it will be asked for', async () => {
    const { webhook } = (await set({ url: ' HTTPS://Lab.Example:443/<a>\n/../b ' })).json();
    assert.equal(webhook.url, 'https://lab.example/b');
  });

  it('lists deliveries page by page', async () => {
    await set();
    for (let count = 0; count < 3; count += 1)
      assert.equal((await http.ask('ann', 'POST /api/v1/me/webhook/test')).statusCode, 202);
    const first = await http.ask('ann', 'GET /api/v1/me/webhook/deliveries?limit=2');
    assert.equal(first.json().items.length, 2);
    const link = /<(\?[^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1];
    const last = await http.ask('ann', `GET /api/v1/me/webhook/deliveries${link}`);
    assert.equal(last.json().items.length, 1);
    assert.deepEqual([last.json().next, last.json().items[0].state], [null, 'waiting']);
    assert.deepEqual((await http.ask('bob', 'GET /api/v1/me/webhook/deliveries')).json().items, []);
  });

  it('has so many tests sent, and then one a minute', async () => {
    await set();
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1)
      statuses.push((await http.ask('ann', 'POST /api/v1/me/webhook/test')).statusCode);
    assert.deepEqual(statuses, [...Array<number>(10).fill(202), 429, 429]);
    http.parts.clock.advance(60_000);
    assert.equal((await http.ask('ann', 'POST /api/v1/me/webhook/test')).statusCode, 202);
  });
});
