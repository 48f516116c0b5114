import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ListedOperation } from './api-contract.ts';
import { HttpFixture } from './http-fixture.ts';

type Schema = Readonly<{
  type?: string;
  pattern?: string;
  enum?: readonly string[];
  minimum?: number;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  anyOf?: readonly Schema[];
}>;

const oddText = fc.constantFrom(
  '',
  ' ',
  '\0',
  '../../etc/passwd',
  '<script>',
  'x\r\nX-Evil: 1',
  '\u202e',
  '__proto__',
  "' OR 1=1 --",
  '%00',
  'a'.repeat(300),
  '💥',
  '-1',
  '1e999',
  'NaN',
);
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, [], {}, -1, 1.5, 2 ** 60, { __proto__: null }, [[]], { length: 1 }),
);

/** Something that mostly is what the schema says. */
function nearly(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(nearly), oddValue);
  if (schema.enum !== undefined) return fc.oneof(fc.constantFrom(...schema.enum), oddValue);
  if (schema.pattern !== undefined) return fc.oneof(fc.stringMatching(new RegExp(schema.pattern)), oddValue);
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof({ weight: 3, arbitrary: fc.integer({ min: schema.minimum ?? 0 }) }, oddValue);
  if (schema.type === 'boolean') return fc.oneof(fc.boolean(), oddValue);
  if (schema.type === 'object' && schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([key, inner]) => [key, nearly(inner)] as const);
    const known = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
    const extra = fc.dictionary(fc.constantFrom('extra', 'constructor', 'toString', ''), oddValue, {
      maxKeys: 1,
    });
    return fc.oneof(
      { weight: 5, arbitrary: fc.tuple(known, extra).map(([a, b]) => ({ ...a, ...b })) },
      oddValue,
    );
  }
  return fc.oneof(fc.string({ maxLength: 20 }), oddValue);
}

describe('malformed requests', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('get answers of the described kinds, never a fault of ours', async () => {
    const operations = http.contract.operations.filter(({ path }) => path.startsWith('/api/v1/'));
    let refused = 0;
    let granted = 0;
    const requests = fc.constantFrom(...operations).chain((operation) =>
      fc.record({
        operation: fc.constant(operation),
        values: fc.record(
          Object.fromEntries(
            (operation.parameters ?? []).map(({ in: place, name, schema }) => [
              `${place} ${name}`,
              nearly(schema as Schema).map(asText),
            ]),
          ),
          { requiredKeys: (operation.parameters ?? []).map(({ in: place, name }) => `${place} ${name}`) },
        ),
        extraQuery: fc.boolean(),
        body: bodyOf(operation),
      }),
    );
    await fc.assert(
      fc.asyncProperty(requests, async ({ operation, values, extraQuery, body }) => {
        const { method, path } = operation;
        const of = (place: string) =>
          Object.fromEntries(
            Object.entries(values)
              .filter(([key]) => key.startsWith(`${place} `))
              .map(([key, value]) => [key.slice(place.length + 1), value]),
          );
        const params = of('path');
        const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] || 'x'));
        const query = { ...of('query'), ...(extraQuery && { constructor: 'x' }) };
        const headers = {
          ...Object.fromEntries(
            Object.entries(of('header')).map(([k, v]) => [k, v.replace(/[^ -~]/g, '').trim()]),
          ),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        };
        const payload = body === undefined ? {} : { payload: body };
        const answer = await http.ask('root', `${method} ${url}`, { query, headers, ...payload });
        assert(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`);
        if (answer.statusCode < 400) granted += 1;
        else refused += 1;
        if (answer.statusCode < 400 || method === 'HEAD') return;
        const { code, detail, help, status } = answer.json();
        assert.equal(status, answer.statusCode);
        for (const text of [code, detail, help]) assert.match(text, /^[^\p{Cc}\p{Bidi_Control}]+$/u);
        assert.match(detail, /^[A-Z`“].*\.$/s, 'a sentence');
      }),
      { numRuns: 200, seed: 11 },
    );
    assert(refused > 50 && granted > 5, `${refused} refused, ${granted} granted`);
    assert.doesNotMatch(http.parts.log.join(''), /a request failed/);
  });

  it('are told what is wrong with them', async () => {
    const { digest } = await http.submit('ann');
    const told = async (payload: unknown) => {
      const answer = await http.ask('ann', 'POST /api/v1/jobs', {
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.statusCode, 400, answer.body);
      return answer.json().detail;
    };
    assert.equal(await told({}), 'The body lacks "package".');
    assert.equal(
      await told({ package: digest, optoins: {} }),
      'The body has a field "optoins" that means nothing; did you mean "options"?',
    );
    assert.equal(
      await told({ package: digest, options: { limits: { memroy: 1 } } }),
      'The body at options.limits has a field "memroy" that means nothing; did you mean "memory"?',
    );
    assert.equal(
      await told({ package: digest, options: { workers: '3' } }),
      'The body at options.workers must be integer.',
    );
    assert.equal(
      await told({ package: digest, options: { onError: 'ignore' } }),
      'The body at options.onError must be one of fail, skip.',
    );
    assert.match(await told('{"package": '), /JSON/);
    assert.match(await told('{"__proto__": {"x": 1}}'), /\.$/);
    for (const cursor of ['x', '-1', '0', '1.5', '1e3', '9'.repeat(16), 'bmV4dA=='])
      assert.equal(
        (await http.ask('ann', 'GET /api/v1/jobs', { query: { cursor } })).statusCode,
        400,
        cursor,
      );
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'state=gone', 'state=', 'stat=done'])
      assert.equal((await http.ask('ann', `GET /api/v1/jobs?${query}`)).statusCode, 400, query);
  });

  it('of a wrong type or size, or for an address that is none, are refused', async () => {
    const refusal = async (request: string, payload?: string, type?: string) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await http.ask('ann', request, { headers, ...(payload !== undefined && { payload }) });
      assert.match(answer.headers['content-type']?.toString() ?? '', /^application\/problem\+json/);
      return [answer.statusCode, answer.json().code];
    };
    const jobs = 'POST /api/v1/jobs';
    assert.deepEqual(await refusal(jobs, 'x', 'text/html'), [415, 'unsupported-media-type']);
    assert.deepEqual(await refusal(jobs, `"${'x'.repeat(70_000)}"`, 'application/json'), [
      413,
      'body-too-large',
    ]);
    assert.deepEqual(await refusal(jobs, '', 'application/json'), [400, 'bad-request']);
    assert.deepEqual(await refusal(jobs), [400, 'bad-request']);
    assert.deepEqual(await refusal('POST /api/v1/packages'), [400, 'bad-request']);
    assert.deepEqual(await refusal('POST /api/v1/packages', 'x', 'multipart/form-data'), [
      400,
      'bad-request',
    ]);
    const noFile = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n';
    assert.deepEqual(await refusal('POST /api/v1/packages', noFile, 'multipart/form-data; boundary=x'), [
      400,
      'bad-request',
    ]);
    assert.deepEqual(await refusal('PATCH /api/v1/jobs'), [404, 'not-found']);
    assert.deepEqual(await refusal('GET /api/v2/jobs'), [404, 'not-found']);
    assert.deepEqual(await refusal('GET /api/v1/jobs/%zz'), [400, 'bad-request']);
    assert.deepEqual(await refusal(`GET /api/v1/jobs/${'x'.repeat(500)}`), [404, 'not-found']);
    assert.deepEqual(await refusal('GET /api/v1/jobs/..%2f..%2fetc'), [404, 'not-found']);
  });

  it('do not make a fault of ours theirs', async () => {
    const { digest } = await http.submit('ann');
    const payload = { package: digest };
    http.chief.breakdown = new Error('a secret of the store');
    const broken = await http.ask('ann', 'POST /api/v1/jobs', { payload });
    assert.deepEqual([broken.statusCode, broken.json().code], [500, 'internal']);
    assert.doesNotMatch(broken.body, /secret/);
    assert.match(http.parts.log.join(''), /a secret of the store/);
    http.chief.breakdown = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const full = await http.ask('ann', 'POST /api/v1/jobs', { payload });
    assert.deepEqual([full.statusCode, full.json().code], [507, 'disk-full']);
    http.chief.breakdown = null;
  });
});

function bodyOf({ requestBody }: ListedOperation): fc.Arbitrary<string | undefined> {
  const schema = requestBody?.content['application/json']?.schema as Schema | undefined;
  if (schema === undefined) return requestBody === undefined ? fc.constant(undefined) : fc.string();
  return fc.oneof(
    { weight: 6, arbitrary: nearly(schema).map((value) => JSON.stringify(value)) },
    fc.constantFrom('', '{', '[', '{"__proto__":1}', 'nul'),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
