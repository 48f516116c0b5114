import assert from 'node:assert/strict';
import { HttpFixture } from './http-fixture.ts';

describe('a blocked account', () => {
  it('gets nothing until it is let in again, and learns why', async () => {
    const http = await HttpFixture.make();
    try {
      const { accounts } = http.parts.home.store;
      await accounts.block('ann', 'three strikes', { actor: 'operator', atMs: 2 });
      for (const request of ['GET /api/v1/jobs', 'GET /api/v1/packages', 'POST /api/v1/packages']) {
        const refused = await http.ask('ann', request, request.startsWith('POST') ? { payload: 'x' } : {});
        assert.deepEqual([refused.statusCode, refused.json().code], [403, 'account-blocked'], request);
        assert.match(refused.json().detail, /three strikes/);
      }
      assert.equal((await http.ask('bob', 'GET /api/v1/jobs')).statusCode, 200);
      const own = await http.ask('root', 'POST /api/v1/accounts/root/block', { payload: { reason: 'x' } });
      assert.deepEqual([own.statusCode, own.json().code], [409, 'wrong-state'], 'nobody locks himself out');
      assert.match(own.json().help, /another admin/);
      await accounts.unblock('ann', { actor: 'operator', atMs: 3 });
      assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 200);
    } finally {
      await http.remove();
    }
  });
});
