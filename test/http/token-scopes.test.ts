import assert from 'node:assert/strict';
import { issueToken } from '../../src/chief/tokens/issue-token.ts';
import { type TokenScope, tokenScopes } from '../../src/store/token-scopes.ts';
import { HttpFixture } from './http-fixture.ts';

describe('the scopes of tokens', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await HttpFixture.make();
  });
  afterEach(() => http.remove());
  const issue = async (account: string, scopes: readonly TokenScope[], label = '') => {
    const request = { account, admin: false, expiresAtMs: null, scopes, label };
    const issued = await issueToken(http.parts.home.store, request, { actor: 'operator', atMs: 1 });
    return issued.kind === 'issued' ? issued.token : assert.fail(issued.message);
  };
  const ask = async (token: string, request: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    return http.ask(null, request, { headers, ...(payload !== undefined && { payload }) });
  };

  it('are what a request needs, and nothing more', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const table: readonly (readonly [request: string, payload: object | undefined, ...TokenScope[]])[] = [
      ['GET /api/v1/jobs', undefined, 'admin', 'operator', 'author', 'read'],
      ['GET /api/v1/me', undefined, ...tokenScopes],
      ['GET /api/v1/me/tokens', undefined, 'admin', 'operator', 'author', 'read'],
      ['POST /api/v1/jobs', { package: digest }, 'admin', 'author'],
      ['DELETE /api/v1/jobs/nothing', undefined, 'admin', 'author', 'operator'],
      ['GET /api/v1/accounts', undefined, 'admin', 'operator'],
      ['GET /api/v1/audit', undefined, 'admin', 'operator'],
      ['GET /metrics', undefined, 'admin', 'operator', 'metrics'],
      ['POST /api/v1/tokens', { account: 'eve' }, 'admin', 'operator'],
      ['POST /api/v1/tokens', { account: 'boss', admin: true }, 'admin'],
      ['POST /api/v1/tokens', { account: 'root', scopes: ['read'] }, 'admin'],
    ];
    for (const scope of tokenScopes) {
      const { text } = await issue('root', [scope]);
      for (const [request, payload, ...may] of table) {
        const answer = await ask(text, request, payload);
        assert.equal(answer.statusCode !== 403, may.includes(scope), `${scope}: ${request} ${answer.body}`);
      }
    }
  });

  it('leave of an admin’s account what they name', async () => {
    const { id } = await http.submit('ann');
    const { text } = await issue('root', ['author']);
    assert.deepEqual(
      (await ask(text, 'GET /api/v1/jobs')).json().items,
      [],
      'others’ things are not its own',
    );
    assert.equal((await ask(text, `POST /api/v1/jobs/${id}/cancel`)).statusCode, 404);
    const refused = await ask(text, 'GET /api/v1/accounts');
    assert.match(refused.json().detail, /scope operator; yours has author\.$/);
    assert.match(String(refused.headers['www-authenticate']), /insufficient_scope/);
  });

  it('of operators end jobs and see to accounts, but not to admins’', async () => {
    const { id } = await http.submit('ann');
    const operator = (await issue('root', ['operator'])).text;
    assert.equal((await ask(operator, `POST /api/v1/jobs/${id}/cancel`)).statusCode, 200);
    assert.equal((await ask(operator, 'POST /api/v1/accounts/ann/block', { reason: 'x' })).statusCode, 200);
    const admins = await issue('root', ['admin']);
    assert.equal((await ask(operator, `DELETE /api/v1/tokens/${admins.id}`)).statusCode, 403);
    assert.equal((await ask(admins.text, 'GET /api/v1/jobs')).statusCode, 200);
    const wrong = await ask(admins.text, 'POST /api/v1/tokens', { account: 'bob', scopes: ['operator'] });
    assert.match(wrong.json().detail, /for tokens of an admin's account, and bob is none/);
  });

  it('bound which tokens of its own account one may revoke', async () => {
    const admins = await issue('root', ['admin']);
    const author = (await issue('root', ['author'])).text;
    const reading = await issue('root', ['read']);
    const refused = await ask(author, `DELETE /api/v1/me/tokens/${admins.id}`);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.json().detail, /may do what yours may not/);
    const bulk = { action: 'delete', ids: ['x'] };
    const read = await ask(reading.text, 'POST /api/v1/jobs/bulk', bulk);
    assert.match(
      `${read.json().detail} ${read.json().help}`,
      /author or operator; yours has read\. Use a token with/,
    );
    assert.equal((await ask(admins.text, 'GET /api/v1/jobs')).statusCode, 200);
    assert.equal((await ask(author, `DELETE /api/v1/me/tokens/${reading.id}`)).statusCode, 204);
  });

  it('keep operators from tokens of an account that has become an admin’s meanwhile', async () => {
    const { store } = http.parts.home;
    const act = { actor: 'operator', atMs: 1 };
    await store.accounts.create({ name: 'boss', admin: true }, act);
    const wanted = { account: 'boss', admin: false, expiresAtMs: null, forAdmins: false };
    assert.equal((await issueToken(store, wanted, act)).kind, 'refused');
  });

  it('and how long it lives stay when a token is replaced again, as its answer was lost', async () => {
    for (const lifetimeMs of [null, 3_600_000]) {
      const atMs = http.parts.clock.wallTimeMs();
      const request = { account: 'ann', admin: false, expiresAtMs: lifetimeMs && atMs + lifetimeMs };
      const issued = await issueToken(http.parts.home.store, request, { actor: 'operator', atMs });
      const { text } = issued.kind === 'issued' ? issued.token : assert.fail(issued.message);
      for (const _ of ['lost', 'seen']) {
        const { expiresAtMs: ends } = (await ask(text, 'POST /api/v1/me/tokens/rotate')).json();
        assert.equal(ends, lifetimeMs && http.parts.clock.wallTimeMs() + lifetimeMs);
      }
    }
  });

  it('are for tokens that are replaced now and then, and not all the time', async () => {
    const { text } = await issue('ann', ['read']);
    const rotate = () => ask(text, 'POST /api/v1/me/tokens/rotate');
    const codes = [];
    for (let time = 0; time < 12; time += 1) codes.push((await rotate()).statusCode);
    assert.deepEqual(codes, [...Array(10).fill(201), 429, 429]);
    assert(Number((await rotate()).headers['retry-after']) > 1);
    const other = (await issue('bob', ['read'])).text;
    assert.equal((await ask(other, 'POST /api/v1/me/tokens/rotate')).statusCode, 201);
  });

  it('and labels stay when an account replaces its token itself, and others’ it cannot touch', async () => {
    const token = await issue('ann', ['read'], 'laptop');
    const rotated = await ask(token.text, 'POST /api/v1/me/tokens/rotate');
    assert.equal(rotated.statusCode, 201);
    const { token: next, ...rest } = rotated.json();
    assert.deepEqual([rest.label, rest.scopes, rest.account], ['laptop', ['read'], 'ann']);
    assert.equal((await ask(next, 'GET /api/v1/jobs')).statusCode, 200);
    assert.equal((await ask(token.text, 'GET /api/v1/jobs')).statusCode, 200, 'for a minute');
    http.parts.clock.advance(60_000);
    assert.equal((await ask(token.text, 'GET /api/v1/jobs')).json().detail, 'The token has expired.');
    const author = (await issue('ann', ['author'])).text;
    const others = await issue('bob', ['author']);
    assert.equal((await ask(author, `DELETE /api/v1/me/tokens/${others.id}`)).statusCode, 404);
    assert.equal((await ask(author, `DELETE /api/v1/me/tokens/${rest.id}`)).statusCode, 204);
    assert.equal((await ask(next, 'GET /api/v1/jobs')).statusCode, 401);
    const listed = (await ask(author, 'GET /api/v1/me/tokens')).json().items;
    assert.equal(listed[0].lastUsedFrom, '127.0.0.1');
    assert(!JSON.stringify(listed).includes('hash'));
  });
});
