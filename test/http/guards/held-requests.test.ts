import assert from 'node:assert/strict';
import { once } from 'node:events';
import fc from 'fast-check';
import { OpenRequests } from '../../../src/http/guards/open-requests.ts';
import { HttpFixture } from '../http-fixture.ts';

describe('what requests take up', () => {
  it('is counted, bounded for each account and in all, with room for accounts that have none', () => {
    const accounts = ['a', 'b', 'c', 'd', 'e'];
    const acts = fc.array(fc.tuple(fc.constantFrom(...accounts), fc.boolean()), { maxLength: 200 });
    const bounds = fc.record({
      perAccount: fc.integer({ min: 1, max: 5 }),
      inAll: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(bounds, acts, ({ perAccount, inAll }, played) => {
        const open = new OpenRequests({ perAccount, inAll });
        const counts = new Map<string, number>();
        const all = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
        for (const [account, opens] of played) {
          const own = counts.get(account) ?? 0;
          assert.equal(open.of(account), own);
          if (!opens) {
            if (own > 0) open.close(account);
            counts.set(account, Math.max(0, own - 1));
            continue;
          }
          const full = open.open(account);
          if (full === null) counts.set(account, own + 1);
          else if (full === 'account') assert.equal(own, perAccount);
          else assert.ok(all() >= inAll && (own > 0 || all() >= inAll + Math.ceil(inAll / 4)));
          assert.ok((counts.get(account) ?? 0) <= perAccount);
          assert.ok(all() <= inAll + Math.ceil(inAll / 4));
        }
      }),
    );
  });

  it('is refused with the time to wait: 429 to whose part it is, 503 where all is taken', async () => {
    const stream = { perAccount: 2, inAll: 2 };
    const held = { inAll: 100, upload: stream, download: stream, stream };
    const http = await HttpFixture.make({ held });
    try {
      http.chief.tell = async function* (_after, signal) {
        if (!signal.aborted) await once(signal, 'abort');
        yield* [];
      };
      const ids = { ann: (await http.submit('ann')).id, bob: (await http.submit('bob')).id };
      const address = await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
      const leaving = new AbortController();
      const follow = async (who: 'ann' | 'bob') => {
        const { signal } = leaving;
        return fetch(`${address}/api/v1/jobs/${ids[who]}/events`, { headers: http.bearer(who), signal });
      };
      for (let n = 0; n < 2; n += 1) assert.equal((await follow('ann')).status, 200);
      const own = await follow('ann');
      assert.deepEqual([own.status, own.headers.get('retry-after')], [429, '1']);
      assert.match(JSON.stringify(await own.json()), /has 2 streams of events open/);
      assert.equal((await follow('bob')).status, 200, 'there is room for one who has none');
      const all = await follow('bob');
      assert.deepEqual([all.status, all.headers.get('retry-after')], [503, '5']);
      assert.equal(((await all.json()) as { code: string }).code, 'busy');
      assert.equal((await http.ask('ann', 'GET /api/v1/jobs')).statusCode, 200, 'other requests go on');
      leaving.abort();
    } finally {
      await http.remove();
    }
  });
});
