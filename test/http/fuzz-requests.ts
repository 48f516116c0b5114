import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ListedOperation } from './api-contract.ts';
import type { HttpFixture } from './http-fixture.ts';

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

/**
 * Sends requests that are nearly what the OpenAPI document describes. Each has to be answered as described: granted, or
 * refused as a problem with a sentence that is safe to print, never as a fault of ours, and with nothing half made.
 */
export async function fuzzRequests(
  http: HttpFixture,
  runs: number,
  seed: number,
): Promise<{ readonly refused: number; readonly granted: number }> {
  // What ends the token of those who ask would end the test.
  const operations = http.contract.operations.filter(
    ({ path }) => path.startsWith('/api/v1/') && !path.startsWith('/api/v1/me/tokens'),
  );
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
    { numRuns: runs, seed },
  );
  assert.doesNotMatch(http.parts.log.join(''), /a request failed/);
  const half = (await http.parts.home.entries()).filter((entry) => entry.startsWith('incoming/'));
  assert.deepEqual(half, []);
  return { refused, granted };
}

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
