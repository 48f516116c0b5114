import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Guesses } from '../../../src/http/guards/guesses.ts';
import { HttpFixture } from '../http-fixture.ts';

const rate = { perSecond: 0.1, burst: 3 };

describe('addresses that guess tokens', () => {
  let http: HttpFixture;
  beforeEach(async () => {
    http = await HttpFixture.make({ guesses: rate, trustedProxies: ['10.0.0.1'] });
  });
  afterEach(() => http.remove());
  const ask = async (token: string, remoteAddress = '192.0.2.7', forwarded?: string) => {
    const answer = await http.parts.app.inject({
      url: '/api/v1/jobs',
      remoteAddress,
      headers: {
        host: 'localhost',
        authorization: `Bearer ${token}`,
        ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
      },
    });
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'] };
  };
  const guess = (remoteAddress?: string, forwarded?: string) =>
    ask('butcher_wrong', remoteAddress, forwarded);

  it('are told to wait, and others are not', async () => {
    for (let n = 0; n < 3; n += 1) assert.equal((await guess()).status, 401);
    assert.deepEqual(await guess(), { status: 429, retryAfter: '10' });
    assert.equal((await guess('192.0.2.8')).status, 401);
    assert.equal((await ask(http.parts.tokens.bob, '192.0.2.8')).status, 200);
    http.parts.clock.advance(10_000);
    assert.equal((await guess()).status, 401);
    assert.equal((await guess()).status, 429);
  });

  it('may try no more at once than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess()));
    assert.equal(answers.filter(({ status }) => status === 401).length, 3);
    assert.equal(answers.filter(({ status }) => status === 429).length, 47);
  });

  it('may bring any number of good tokens', async () => {
    const { ann, bob, root } = http.parts.tokens;
    for (const token of [ann, bob, root]) assert.equal((await ask(token)).status, 200);
    for (let n = 0; n < 3; n += 1) assert.equal((await guess()).status, 401);
  });

  it('may bring them all at once, as everybody does when a chief is there again', async () => {
    const { ann, bob, root } = http.parts.tokens;
    const all = Array.from({ length: 10 }, () => [ann, bob, root]).flat();
    for (const { status } of await Promise.all(all.map((token) => ask(token)))) assert.equal(status, 200);
    const guesses = new Guesses(rate, () => 0);
    let looked = 0;
    const judge = (token: string, kind: 'valid' | 'unknown') =>
      guesses.judge('192.0.2.7', token, async () => {
        looked += 1;
        await once(AbortSignal.timeout(1), 'abort');
        if (token === 'broken') throw new Error('the store');
        return { kind };
      });
    const good = await Promise.all(Array.from({ length: 30 }, (_, n) => judge(`good ${n}`, 'valid')));
    assert.deepEqual(new Set(good.map(({ kind }) => kind)), new Set(['valid']));
    looked = 0;
    await assert.rejects(judge('broken', 'valid'));
    const bad = await Promise.all(Array.from({ length: 30 }, (_, n) => judge(`bad ${n}`, 'unknown')));
    assert.equal(bad.filter(({ kind }) => kind === 'slowed').length, 28);
    assert.equal(looked, 3, 'the store is asked for no more');
  });

  it('do not keep out tokens that were good before, nor new ones for long', async () => {
    assert.equal((await ask(http.parts.tokens.ann)).status, 200);
    for (let n = 0; n < 10; n += 1) await guess();
    for (let n = 0; n < 10; n += 1) assert.equal((await ask(http.parts.tokens.ann)).status, 200);
    assert.equal((await ask(http.parts.tokens.bob)).status, 429);
    http.parts.clock.advance(10_000);
    for (let n = 0; n < 10; n += 1) assert.equal((await ask(http.parts.tokens.bob)).status, 200);
  });

  it('are told apart behind a server that is trusted, and by nobody else’s word', async () => {
    for (let n = 0; n < 10; n += 1) await guess('10.0.0.1', '192.0.2.7');
    assert.equal((await guess('10.0.0.1', '192.0.2.7')).status, 429);
    assert.equal((await guess('10.0.0.1', '192.0.2.9')).status, 401);
    assert.equal(
      (await guess('10.0.0.1', '192.0.2.9, 192.0.2.7')).status,
      429,
      'what a guesser wrote itself',
    );
    for (let n = 0; n < 10; n += 1) await guess('192.0.2.50', `192.0.2.${100 + n}`);
    assert.equal((await guess('192.0.2.50', '192.0.2.200')).status, 429);
  });

  it('do not have the store asked once they are slowed', async () => {
    let asked = 0;
    const guesses = new Guesses(rate, () => 0);
    const verify = async () => {
      asked += 1;
      return { kind: 'unknown' as const };
    };
    for (let n = 0; n < 1000; n += 1) await guesses.judge('192.0.2.7', `guess ${n}`, verify);
    assert.equal(asked, 3);
  });

  it('have one token looked up once, however many requests bring it at the same time', async () => {
    const { tokens } = http.parts.home.store;
    const find = tokens.find.bind(tokens);
    assert.equal((await ask(http.parts.tokens.ann)).status, 200);
    let asked = 0;
    tokens.find = async (id) => {
      asked += 1;
      await once(AbortSignal.timeout(50), 'abort');
      return find(id);
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(http.parts.tokens.ann)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(asked, 1);
  });
});
