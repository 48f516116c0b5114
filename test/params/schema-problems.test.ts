import assert from 'node:assert/strict';
import type { ParamSchema } from '../../src/params/params.ts';
import { mostSchemas, schemaProblems } from '../../src/params/schema-problems.ts';

/** A schema of one parameter `a`. */
const one = (schema: unknown) => ({ properties: { a: schema } });
const places = (schema: unknown) =>
  schemaProblems(schema).map(({ pointer, problem }) => `${pointer} ${problem}`);

describe('schemaProblems', () => {
  it('takes every keyword that there is', () => {
    const all: Required<Pick<ParamSchema, 'items' | 'properties'>> & ParamSchema = {
      ...{
        type: ['object', 'array'],
        title: 'A',
        description: 'An a.',
        default: { b: [] },
        enum: [1, 'x', null],
      },
      ...{
        const: true,
        minimum: -1,
        maximum: 2.5,
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        multipleOf: 0.1,
      },
      ...{ minLength: 0, maxLength: 9, minItems: 0, maxItems: 9, items: { type: 'null' } },
      ...{ properties: { b: { enum: ['y'] } }, required: ['b'], additionalProperties: false },
    };
    assert.deepEqual(places({ type: 'object', required: ['a'], title: 'T', ...one(all) }), []);
  });

  it('refuses every other keyword by its name, wherever it stands', () => {
    const others =
      '$ref $defs $schema pattern patternProperties format propertyNames uniqueItems contains not if';
    for (const keyword of [
      ...others.split(' '),
      'allOf',
      'anyOf',
      'oneOf',
      'dependentSchemas',
      '__proto__',
    ]) {
      const schema = JSON.parse(`{"type": "string", ${JSON.stringify(keyword)}: "x"}`) as unknown;
      const [first, ...more] = schemaProblems(one({ type: 'array', items: schema }));
      assert.deepEqual(more, [], keyword);
      assert.equal(first?.pointer, `/properties/a/items/${keyword}`);
      assert(first.atKey);
      assert.match(first.problem, /^is not a keyword that parameters are described with/);
    }
    assert.deepEqual(places({ ...one({ type: 'string' }), pattern: 'x', default: {} }), [
      '/pattern is not a keyword that parameters are described with',
      '/default is not a keyword that parameters are described with',
    ]);
    assert.match(places(one({ type: 'number', minimun: 1 }))[0]!, /`minimum` may be meant/);
  });

  it('refuses values that a keyword cannot have', () => {
    const bad: readonly (readonly [ParamSchema | object, string])[] = [
      [{ type: 'text' }, '/type'],
      [{ type: [] }, '/type'],
      [{ type: ['string', 1] }, '/type'],
      [{ enum: [] }, '/enum'],
      [{ enum: [{}] }, '/enum'],
      [{ enum: Array.from({ length: 101 }, (_, index) => index) }, '/enum'],
      [{ const: [] }, '/const'],
      [{ type: 'number', minimum: '1' }, '/minimum'],
      [{ type: 'number', multipleOf: 0 }, '/multipleOf'],
      [{ type: 'string', maxLength: -1 }, '/maxLength'],
      [{ type: 'string', maxLength: 1.5 }, '/maxLength'],
      [{ type: 'array', items: [{ type: 'null' }] }, '/items'],
      [{ type: 'array', items: true }, '/items'],
      [{ type: 'object', properties: [] }, '/properties'],
      [{ type: 'object', additionalProperties: {} }, '/additionalProperties'],
      [{ type: 'object', required: 'b' }, '/required'],
      [{ type: 'object', properties: {}, required: ['b'] }, '/required/0'],
      [{ type: 'string', title: 'x'.repeat(1001) }, '/title'],
      [{ type: 'object', default: JSON.parse('{"b": {"__proto__": {"c": 1}}}') }, '/default'],
      [{ type: 'array', default: JSON.parse('['.repeat(9) + ']'.repeat(9)) }, '/default'],
      [{ minimum: 1 }, ''],
    ];
    for (const [schema, pointer] of bad)
      assert.deepEqual(
        schemaProblems(one(schema)).map((each) => each.pointer),
        [`/properties/a${pointer}`],
        JSON.stringify(schema),
      );
    for (const schema of [
      null,
      'x',
      [],
      {},
      { properties: {} },
      { properties: [] },
      { type: 'string', ...one({ type: 'null' }) },
    ])
      assert.notDeepEqual(places(schema), [], JSON.stringify(schema));
  });

  it('refuses names that every object has, or that a command line cannot give', () => {
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '',
      'a b',
      'a=b',
      '1a',
      'é',
      'x'.repeat(64),
    ]) {
      const schema = JSON.parse(`{"properties": {${JSON.stringify(name)}: {"type": "null"}}}`) as unknown;
      const [first] = schemaProblems(schema);
      assert.match(first?.problem ?? '', /cannot be the name/, name);
    }
    assert.deepEqual(
      places({ properties: { 'learning-rate_2': { type: 'number' }, _: { type: 'null' } } }),
      [],
    );
  });

  it('refuses a default that somebody could have filled in any number of times', () => {
    const inner = { type: 'object', properties: { b: { type: 'string', default: 'x' } } };
    assert.deepEqual(places(one(inner)), []);
    for (const [list, pointer] of [
      [{ type: 'array', items: { type: 'null', default: null } }, '/items/default'],
      [{ type: 'array', items: inner }, '/items/properties/b/default'],
      [{ type: 'array', items: { type: 'array', items: inner } }, '/items/items/properties/b/default'],
    ] as const)
      assert.deepEqual(
        schemaProblems(one(list)).map((each) => each.pointer),
        [`/properties/a${pointer}`],
      );
  });

  it('bounds how many schemas there are, how deep they stand and how long they are', () => {
    const many = (count: number) => ({
      properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, { type: 'null' }])),
    });
    assert.deepEqual(places(many(mostSchemas)), []);
    assert.match(places(many(mostSchemas + 1))[0]!, /one schema more than the 64/);
    assert.equal(schemaProblems(many(5000)).length, 1);
    const nested = (depth: number): object =>
      depth === 1 ? { type: 'null' } : { type: 'array', items: nested(depth - 1) };
    assert.deepEqual(places(one(nested(5))), []);
    assert.match(places(one(nested(6)))[0]!, /nested more than 5 deep/);
    assert.equal(schemaProblems(one(nested(2000))).length, 1);
    const long = (length: number) => one({ type: 'string', default: 'x'.repeat(length) });
    assert.deepEqual(places(long(16_000)), []);
    assert.match(places(long(17_000))[0]!, /longer than 16384 bytes/);
  });
});
