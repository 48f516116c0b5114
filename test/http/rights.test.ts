import assert from 'node:assert/strict';
import type { ListedOperation } from './api-contract.ts';
import { HttpFixture } from './http-fixture.ts';

const submission = { package: `sha256:${'0'.repeat(64)}` };
const bodies: Readonly<Record<string, object>> = {
  'POST /api/v1/jobs': submission,
  'POST /api/v1/jobs/bulk': { action: 'cancel', ids: ['x'] },
  'POST /api/v1/uploads': { kind: 'dataset', name: 'd' },
  'POST /api/v1/accounts/{name}/block': { reason: 'loud' },
  'PATCH /api/v1/accounts/{name}': { settings: { slots: 2 } },
  'POST /api/v1/tokens': { account: 'dora' },
  'PUT /api/v1/me/webhook': { url: 'https://lab.example/' },
};

describe('rights', () => {
  let http: HttpFixture;
  let guarded: readonly ListedOperation[];
  before(async () => {
    http = await HttpFixture.make();
    guarded = http.contract.operations.filter(({ security }) => security === undefined);
    assert(guarded.length > 20);
  });
  after(() => http.remove());
  const ask = (
    caller: 'ann' | 'bob' | null,
    { method, path }: ListedOperation,
    values: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const url = (path.endsWith('/file') ? `${path}?path=Split.py` : path).replace(
      /\{(\w+)\}/g,
      (_, name: string) => values[name] ?? 'x',
    );
    const payload = bodies[`${method} ${path}`];
    return http.ask(caller, `${method} ${url}`, { headers, ...(payload !== undefined && { payload }) });
  };

  it('are nobody’s without a token that holds', async () => {
    const wrong = [
      undefined,
      'Bearer',
      'Bearer x',
      `Basic ${http.parts.tokens.ann}`,
      `Bearer ${http.parts.tokens.ann.slice(0, -1)}${http.parts.tokens.ann.endsWith('A') ? 'E' : 'A'}`,
      `Bearer ${http.parts.tokens.ann} ${http.parts.tokens.root}`,
    ];
    for (const operation of guarded) {
      for (const authorization of operation === guarded[0] ? wrong : wrong.slice(0, 1)) {
        const answer = await ask(null, operation, {}, authorization === undefined ? {} : { authorization });
        const told = [answer.statusCode, answer.headers['www-authenticate']?.toString().split(' ')[0]];
        assert.deepEqual(told, [401, 'Bearer'], `${operation.method} ${operation.path} ${authorization}`);
        if (operation.method !== 'HEAD') assert.equal(answer.json().code, 'unauthorized');
      }
    }
  });

  it('to what is another’s are those to what is not there', async () => {
    const { id, digest } = await http.submit('ann');
    const query = { name: 'data' };
    const uploaded = await http.ask('ann', 'POST /api/v1/datasets', { payload: 'x', query });
    const dataset = uploaded.json().dataset.id;
    const begun = await http.ask('ann', 'POST /api/v1/uploads', { payload: bodies['POST /api/v1/uploads']! });
    const upload = begun.json().upload.id;
    const idIn = (path: string) => {
      if (path.includes('datasets')) return dataset;
      return path.includes('uploads') ? upload : id;
    };
    const own = guarded.filter(({ path }) => path.includes('{') && !/accounts|tokens/.test(path));
    assert(own.length >= 12);
    for (const operation of own) {
      const values = { id: idIn(operation.path), digest, n: '3' };
      const gone = { id: '00000000-0000-0000-0000-000000000000', digest: submission.package, n: '3' };
      const theirs = await ask('bob', operation, values);
      const nothing = await ask('bob', operation, gone);
      assert.equal(theirs.statusCode, 404, `${operation.method} ${operation.path}`);
      const [told, other] = [theirs, nothing].map(({ body }) => body.replace(/"request":"[\w-]+"/, ''));
      assert.equal(told, other, 'and do not tell one from the other');
    }
    assert.equal((await http.ask('ann', `GET /api/v1/jobs/${id}`)).json().job.state, 'queued');
    assert.equal(
      (await http.ask('root', 'GET /api/v1/uploads')).json().items.length,
      0,
      'not an admin’s either',
    );
    for (const noun of ['packages', 'datasets', 'jobs']) {
      assert.deepEqual((await http.ask('bob', `GET /api/v1/${noun}`)).json().items, [], noun);
      assert.equal((await http.ask('root', `GET /api/v1/${noun}`)).json().items.length, 1, noun);
    }
    assert.equal(
      (await http.ask('bob', 'POST /api/v1/jobs', { payload: { package: digest } })).statusCode,
      422,
    );
  });

  it('of operators are not everybody’s', async () => {
    const operators = guarded.filter(({ path }) => /v1.(accounts|tokens|audit)|metrics/.test(path));
    assert.equal(operators.length, 15);
    for (const operation of operators) {
      const answer = await ask('ann', operation, { name: 'bob', id: '000000000000' });
      assert.equal(answer.statusCode, 403, `${operation.method} ${operation.path}`);
      assert.equal(answer.json().code, 'forbidden');
    }
    assert.equal((await http.parts.home.store.accounts.find('dora')) ?? null, null);
  });
});
