import assert from 'node:assert/strict';
import { addressOf, Client } from '../../../web/src/api/client.ts';
import type { Problem } from '../../../web/src/api/problem.ts';

describe('the client of the page', () => {
  const { fetch } = globalThis;
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  function clientOver(answer: () => Promise<Response>) {
    const told: string[] = [];
    const requests: { readonly url: string; readonly init: RequestInit }[] = [];
    globalThis.fetch = async (url, init) => {
      requests.push({ url: String(url), init: init! });
      return answer();
    };
    const client = new Client({
      token: () => 'butcher_x',
      onShutOut: ({ code }) => told.push(`shut out: ${code}`),
      onReached: (reached) => told.push(reached ? 'reached' : 'away'),
    });
    return { client, told, requests };
  }

  function refusing(status: number, code: string, headers = {}) {
    return async () => Response.json({ code, detail: 'No.', help: 'Ask.' }, { status, headers });
  }

  it('fills in addresses, whatever is in the parts', () => {
    assert.equal(addressOf('/a/{id}/b', { id: 'x/../?#é' }), '/a/x%2F..%2F%3F%23%C3%A9/b');
    assert.equal(
      addressOf('/a', {}, { text: 'a&b', none: undefined, empty: '', no: false }),
      '/a?text=a%26b&no=false',
    );
  });

  it('sends the token as a header and nothing by itself', async () => {
    const { client, requests } = clientOver(async () => Response.json({ items: [], next: null }));
    assert.deepEqual(await client.ask('get', '/api/v1/packages', { query: { limit: 3 } }), {
      items: [],
      next: null,
    });
    const { url, init } = requests[0]!;
    assert.equal(url, '/api/v1/packages?limit=3');
    assert.deepEqual(init.headers, { authorization: 'Bearer butcher_x' });
    assert.equal(init.credentials, 'omit');
  });

  it('throws refusals as problems, and ends the session where the token or the account is out', async () => {
    for (const [status, code, out] of [
      [401, 'unauthorized', true],
      [403, 'account-blocked', true],
      [403, 'forbidden', false],
      [404, 'not-found', false],
    ] as const) {
      const { client, told } = clientOver(refusing(status, code));
      const asked = client.ask('get', '/api/v1/jobs/{id}', { path: { id: 'x' } });
      await assert.rejects(
        asked,
        (problem: Problem) => problem.code === code && problem.help === 'Ask.' && !problem.passes,
      );
      assert.deepEqual(told, ['reached', ...(out ? [`shut out: ${code}`] : [])]);
    }
  });

  it('knows what passes, and when to ask again', async () => {
    const { client } = clientOver(refusing(429, 'too-many-requests', { 'retry-after': '7' }));
    await assert.rejects(client.ask('get', '/api/v1/packages'), (problem: Problem) => {
      return problem.passes && problem.waitSeconds === 7;
    });
  });

  it('says that the chief is away where there is no answer', async () => {
    const { client, told } = clientOver(async () => {
      throw new TypeError('Failed to fetch');
    });
    await assert.rejects(client.ask('get', '/api/v1/packages'), { code: 'away' });
    assert.deepEqual(told, ['away']);
  });

  it('makes a problem of an answer that is none of ours', async () => {
    const { client } = clientOver(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await assert.rejects(client.ask('get', '/api/v1/packages'), /The answer was 502 without a reason\./);
  });
});
