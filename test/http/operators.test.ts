import assert from 'node:assert/strict';
import { HttpFixture } from './http-fixture.ts';

describe('what operators ask over HTTP', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await HttpFixture.make();
  });
  afterEach(() => http.remove());
  const ask = (request: string, payload?: object) =>
    http.ask('root', request, payload === undefined ? {} : { payload });

  it('decides for one account, and is told what cannot be', async () => {
    const settings = { quotaBytes: '2GiB', slots: 3, limits: { memory: '1GiB' } };
    const changed = await ask('PATCH /api/v1/accounts/ann', { settings });
    const own = { quotaBytes: 2 * 2 ** 30, slots: 3, limits: { memory: 2 ** 30 } };
    assert.deepEqual(changed.json().account.settings, own);
    assert.equal((await http.ask('ann', 'GET /api/v1/me')).json().me.quotaBytes, own.quotaBytes);
    await ask('PATCH /api/v1/accounts/ann', { settings: { slots: null, limits: { memory: null } } });
    const seen = (await ask('GET /api/v1/accounts/ann')).json().account;
    assert.deepEqual(seen.settings, { quotaBytes: own.quotaBytes });
    for (const [wrong, words] of [
      [{ slots: 0 }, /"slots", which takes a whole number of at least 1/],
      [{ weight: '2 kg' }, /"weight"/],
      [{ quotaBytes: 'much' }, /"quotaBytes"/],
      [{ slot: 1 }, /did you mean "slots"/],
    ] as const) {
      const refused = await ask('PATCH /api/v1/accounts/ann', { settings: wrong });
      assert.equal(refused.statusCode, 400, JSON.stringify(wrong));
      assert.match(refused.json().detail, words);
    }
    assert.equal((await ask('PATCH /api/v1/accounts/nobody', { settings: { slots: 1 } })).statusCode, 404);
  });

  it('holds an account to its own rate of requests', async () => {
    await ask('PATCH /api/v1/accounts/ann', { settings: { requestBurst: 2, requestsPerSecond: 1 } });
    const { app, clock } = http.parts;
    clock.advance(60_000);
    const headers = { host: 'localhost', ...http.bearer('ann') };
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1)
      statuses.push((await app.inject({ method: 'GET', url: '/api/v1/jobs', headers })).statusCode);
    assert.deepEqual(statuses, [200, 200, 429, 429]);
  });

  it('reads why an account has strikes, and who did what, by line and by filter', async () => {
    const { store } = http.parts.home;
    const incident = {
      account: 'ann',
      verdict: 'strike',
      reason: 'network: x',
      job: null,
      package: null,
    } as const;
    await store.incidents.record(incident, 3, { actor: 'chief', atMs: 5 });
    const { items } = (await ask('GET /api/v1/accounts/ann/strikes')).json();
    assert.deepEqual(items, [{ atMs: 5, reason: 'network: x', job: null, package: null, forgiven: false }]);
    await ask('POST /api/v1/accounts/ann/block', { reason: 'loud', stop: true });
    const page = await ask('GET /api/v1/audit?account=ann&action=account-blocked&actor=root');
    const [row] = page.json().items;
    assert.deepEqual([row.from, row.detail], ['127.0.0.1', 'loud; what runs is stopped']);
    assert.match(row.token, /^[0-9a-f]{12}$/);
    const exported = await ask('GET /api/v1/audit/export?account=ann');
    assert.match(String(exported.headers['content-type']), /x-ndjson/);
    const lines = exported.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ action }) => action),
      ['account-blocked', 'strike', 'token-created', 'account-created'],
    );
    assert.equal((await ask('GET /api/v1/audit?action=burnt')).statusCode, 400);
  });

  it('lists accounts by name and strikes from the newest on, page by page', async () => {
    const { store } = http.parts.home;
    const first = await ask('GET /api/v1/accounts?limit=2');
    const named = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name);
    assert.deepEqual([named(first.json()), first.json().next], [['ann', 'bob'], 'bob']);
    const link = /<(\?[^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1];
    const rest = (await ask(`GET /api/v1/accounts${link}`)).json();
    assert.deepEqual([named(rest), rest.next], [['root'], null]);
    assert.equal(rest.items[0].usage.packageBytes, 0);
    for (const reason of ['one', 'two', 'three']) {
      const incident = { account: 'ann', verdict: 'strike', reason, job: null, package: null } as const;
      await store.incidents.record(incident, 9, { actor: 'chief', atMs: 5 });
    }
    const reasons = ({ items }: { items: { reason: string }[] }) => items.map(({ reason }) => reason);
    const newest = (await ask('GET /api/v1/accounts/ann/strikes?limit=2')).json();
    assert.deepEqual(reasons(newest), ['three', 'two']);
    const older = (await ask(`GET /api/v1/accounts/ann/strikes?limit=2&cursor=${newest.next}`)).json();
    assert.deepEqual([reasons(older), older.next], [['one'], null]);
    for (const wrong of ['accounts?cursor=..', 'accounts?limit=0', 'accounts/ann/strikes?cursor=ann'])
      assert.equal((await ask(`GET /api/v1/${wrong}`)).statusCode, 400, wrong);
  });

  it('blocks for a reason that says something, and tells which one holds', async () => {
    for (const reason of ['', ' \n\u200b', '\u3164\u2800']) {
      const refused = await ask('POST /api/v1/accounts/ann/block', { reason });
      assert.deepEqual([refused.statusCode, refused.json().code], [400, 'bad-request']);
      assert.match(refused.json().detail, /^The reason is blank/);
    }
    assert.equal((await ask('GET /api/v1/accounts/ann')).json().account.blocked, null);
    const first = (await ask('POST /api/v1/accounts/ann/block', { reason: 'loud' })).json();
    assert.deepEqual([first.already, first.account.blocked.reason], [false, 'loud']);
    const second = (await ask('POST /api/v1/accounts/ann/block', { reason: 'mining', stop: true })).json();
    assert.deepEqual([second.already, second.account.blocked.reason], [true, 'loud']);
    assert.equal(second.account.blocked.stops, true);
  });

  it('ends jobs of an account, and says when things go by themselves', async () => {
    const { digest } = await http.submit('ann');
    const kept = await http.ask('ann', `GET /api/v1/packages/${digest}`);
    assert.equal(kept.json().package.expiresAtMs, 5 + 90 * 86_400_000);
    assert.deepEqual((await ask('POST /api/v1/accounts/ann/stop', { reason: 'x' })).json(), { stopped: 1 });
    assert.equal((await ask('POST /api/v1/accounts/nobody/stop')).statusCode, 404);
  });
});
