import assert from 'node:assert/strict';
import { once } from 'node:events';
import { HttpFixture } from '../http-fixture.ts';

describe('requests that stay open', () => {
  it('are as many as an account may have, and count no more once they have ended', async () => {
    const http = await HttpFixture.make({ rates: { perSecond: 1000, burst: 1000, open: 2 } });
    try {
      const { id } = await http.submit('ann');
      http.chief.tell = async function* (_after, signal) {
        if (!signal.aborted) await once(signal, 'abort');
        yield* [];
      };
      const address = await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
      const follow = (leaving: AbortController) =>
        fetch(`${address}/api/v1/jobs/${id}/events`, {
          headers: http.bearer('ann'),
          signal: leaving.signal,
        });
      const readers = [new AbortController(), new AbortController()];
      for (const reader of readers) assert.equal((await follow(reader)).status, 200);
      const refused = await http.ask('ann', 'GET /api/v1/jobs');
      assert.deepEqual([refused.statusCode, refused.json().code], [429, 'too-many-requests']);
      assert.match(refused.json().detail, /has 2 requests open/);
      assert.equal((await http.ask('bob', 'GET /api/v1/jobs')).statusCode, 200);
      readers[0]!.abort();
      while ((await http.ask('ann', 'GET /api/v1/jobs')).statusCode === 429)
        await once(AbortSignal.timeout(10), 'abort');
      readers[1]!.abort();
    } finally {
      await http.remove();
    }
  });
});
