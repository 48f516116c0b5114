import assert from 'node:assert/strict';
import { keptForMs } from '../../../src/store/replies.ts';
import { Hold } from '../../helpers/hold.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('an Idempotency-Key', () => {
  let http: HttpFixture;
  let payload: object;
  before(async () => {
    http = await HttpFixture.make();
    payload = { package: (await http.submit('ann')).digest, name: 'once' };
  });
  after(() => http.remove());
  const post = (key: string, body: object = payload, caller: 'ann' | 'root' = 'ann') =>
    http.ask(caller, 'POST /api/v1/jobs', { payload: body, headers: { 'idempotency-key': key } });
  const jobs = async () => (await http.ask('ann', 'GET /api/v1/jobs')).json().items.length;

  it('has a request done once, and answered each time as at first', async () => {
    const before = await jobs();
    const first = await post('a-key');
    assert.deepEqual([first.statusCode, first.headers['idempotency-replayed']], [202, undefined]);
    for (const key of ['a-key', '"a-key"']) {
      const again = await post(key);
      assert.deepEqual([again.statusCode, again.headers['idempotency-replayed']], [202, 'true']);
      assert.equal(again.body, first.body);
      assert.equal(again.headers.location, first.headers.location);
    }
    assert.equal(await jobs(), before + 1);
  });

  it('is of one account and one request', async () => {
    await post('mine');
    assert.equal((await post('mine', { ...payload, name: 'other' })).json().code, 'key-reused');
    const theirs = await post('mine', payload, 'root');
    assert.notEqual(theirs.headers['idempotency-replayed'], 'true');
  });

  it('is free again where nothing came of the request', async () => {
    http.chief.breakdown = new Error('torn');
    assert.equal((await post('again')).statusCode, 500);
    http.chief.breakdown = null;
    assert.equal((await post('again')).statusCode, 202);
    const refused = await post('refused', { package: `sha256:${'0'.repeat(64)}` });
    const same = await post('refused', { package: `sha256:${'0'.repeat(64)}` });
    assert.deepEqual([refused.statusCode, same.statusCode, same.body], [422, 422, refused.body]);
  });

  it('is told of where the answer is still to come', async () => {
    const { replies } = http.parts.home.store;
    const finish = replies.finish.bind(replies);
    const held = new Hold();
    replies.finish = async (...reply) => {
      await held.process(Buffer.of());
      return finish(...reply);
    };
    const first = post('twice');
    await held.begun(1);
    assert.equal((await post('twice')).json().code, 'key-in-use');
    held.release();
    assert.equal((await first).statusCode, 202);
    replies.finish = finish;
    assert.equal((await post('twice')).statusCode, 202);
  });

  it('is told of where a chief died before it had answered', async () => {
    const { replies } = http.parts.home.store;
    const finish = replies.finish.bind(replies);
    replies.finish = () => Promise.reject(new Error('the chief died'));
    const done = await post('lost');
    assert.equal(done.statusCode, 202);
    replies.finish = finish;
    const answer = await post('lost');
    assert.deepEqual([answer.statusCode, answer.json().code], [409, 'outcome-unknown']);
  });

  it('is forgotten after a day', async () => {
    const before = await jobs();
    await post('daily');
    http.parts.clock.advance(keptForMs);
    assert.equal((await post('daily')).headers['idempotency-replayed'], undefined);
    assert.equal(await jobs(), before + 2);
  });

  it('keeps no secret, and has a form', async () => {
    const headers = { 'idempotency-key': 'k' };
    const token = await http.ask('root', 'POST /api/v1/tokens', { payload: { account: 'ann' }, headers });
    assert.deepEqual([token.statusCode, token.json().code], [400, 'bad-request']);
    for (const key of ['a b', 'x'.repeat(256)]) assert.equal((await post(key)).statusCode, 400, key);
  });
});
