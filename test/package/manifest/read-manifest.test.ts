import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { defaultLimits } from '../../../src/model/limits.ts';
import { jsonPlaces } from '../../../src/package/manifest/json-places.ts';
import { manifestSchema } from '../../../src/package/manifest/manifest-schema.ts';
import { readManifest } from '../../../src/package/manifest/read-manifest.ts';

const read = (text: string | Buffer) => readManifest(Buffer.from(text), defaultLimits);

describe('readManifest', () => {
  it('goes by a schema that is a schema', () => {
    assert.equal(new Ajv2020().validateSchema(manifestSchema), true);
  });

  it('gives what is set, limits in their own units', () => {
    const text = `{"name": "demo", "description": "Counts.", "ordered": false, "workers": 4, "python": "3.13",
      "limits": {"fragmentBytes": "4MiB", "fragmentSeconds": "1m", "fragments": 10, "cpus": 0.5}}`;
    assert.deepEqual(read(text), {
      manifest: {
        name: 'demo',
        description: 'Counts.',
        ordered: false,
        workers: 4,
        python: '3.13',
        limits: { fragmentBytes: 4 * 1024 * 1024, fragmentSeconds: 60, fragments: 10, cpus: 0.5 },
      },
      findings: [],
    });
    assert.deepEqual(read('\ufeff{}'), { manifest: { limits: {} }, findings: [] });
  });

  it('bounds a description in characters, not in what they are kept as', () => {
    const description = (length: number) => JSON.stringify({ description: '😀'.repeat(length) });
    assert.deepEqual(read(description(4096)).findings, []);
    const [finding] = read(description(4097)).findings;
    assert.match(finding!.message, /`description` in .*; expected a text of at most 4096 characters/);
  });

  it('takes parameters as they are declared', () => {
    const params = {
      type: 'object',
      properties: { width: { type: 'integer', default: 3 } },
      required: ['width'],
    };
    assert.deepEqual(read(JSON.stringify({ params })), { manifest: { params, limits: {} }, findings: [] });
  });

  it('keeps no place of every value below a long key', () => {
    const text = `{"${'k'.repeat(30_000)}": [${'0,'.repeat(9_000)}0]}`;
    const { values, keys, error } = jsonPlaces(text);
    assert.deepEqual([values.size, keys.size, error], [1, 0, null]);
  });

  it('takes a limit that is just what is enforced, and not one more', () => {
    assert.deepEqual(read('{"limits": {"fragmentBytes": "16MiB"}}').findings, []);
    assert.match(
      read('{"limits": {"fragmentBytes": 16777217}}').findings[0]!.message,
      /looser than what is enforced/,
    );
  });

  /** Text, where the finding is, what its message says, what its help says. */
  const bad: readonly (readonly [text: string, place: string, message: RegExp, help?: RegExp])[] = [
    [
      '{"odered": true}',
      '1:2-1:10',
      /`odered` .* not a known key; `ordered` may be meant/,
      /Write `ordered`/,
    ],
    ['{"zzzzzzz": true}', '1:2-1:11', /`zzzzzzz` .* not a known key\.$/, /name, description, ordered/],
    [
      '{\n  "limits": {\n    "fragmentByte": 1}}',
      '3:5-3:19',
      /`limits\.fragmentByte` .* `fragmentBytes` may be/,
    ],
    ['{"name": "a b"}', '1:10-1:15', /`name` .* is "a b"; expected letters, digits/],
    ['{"ordered": "yes"}', '1:13-1:18', /is "yes"; expected true or false/],
    ['{"workers": 0}', '1:13-1:14', /is 0; expected a whole number from 1/],
    ['{"workers": 1.5}', '1:13-1:16', /expected a whole number/],
    ['{"python": "3.12"}', '1:12-1:18', /is "3\.12"; expected "3\.13"/],
    ['{"python": 3.13}', '1:12-1:16', /is 3\.13; expected "3\.13"/],
    ['{"description": ["é", 1]}', '1:17-1:25', /is a list; expected a text/],
    ['{"params": []}', '1:12-1:14', /`params` .* is a list; expected an object such as/],
    ['{"params": {}}', '1:12-1:14', /`params` .* declares no parameters/],
    [
      '{"params": {"properties": {\n"a": {"type": "string",\n "pattern": "(x+)+y"}}}}',
      '3:2-3:11',
      /`params\.properties\.a\.pattern` .* is not a keyword that parameters are described with/,
      /Use one of these, or leave it out: type, title,/,
    ],
    [
      '{"params": {"properties": {"a": {"$ref": "x"}}}}',
      '1:34-1:40',
      /`params\.properties\.a\.\$ref` .* is not a keyword/,
    ],
    [
      '{"params": {"properties": {"a": {"type": "strnig"}}}}',
      '1:42-1:50',
      /`params\.properties\.a\.type` .* is not what it may be; expected one of "string"/,
    ],
    [
      '{"params": {"properties": {"a": {"type": "integer", "default": "3"}}}}',
      '1:64-1:67',
      /`params\.properties\.a\.default` .* is "3"; expected a whole number/,
    ],
    [
      '{"params": {"properties": {"a": {"type": "null", "type": "null"}}}}',
      '1:50-1:56',
      /`params\.properties\.a\.type` .* is there twice/,
    ],
    ['{"limits": []}', '1:12-1:14', /is a list; expected an object of limits/],
    ['{"limits": {"memory": "9 GiB"}}', '1:23-1:30', /`limits\.memory` .* 9 GiB, where 512 MiB is the most/],
    ['{"limits": {"memory": "lots"}}', '1:23-1:29', /is "lots"; expected a size such as/],
    ['{"limits": {"memory": true}}', '1:23-1:27', /is true; expected a size such as/],
    ['{"limits": {"fragments": 2.5}}', '1:26-1:29', /expected a whole number of at least 1/],
    ['{"name": "a", "name": "b"}', '1:15-1:21', /`name` .* is there twice/],
    ['{"__proto__": {"x": 1}}', '1:2-1:13', /`__proto__` .* not a known key/],
    ['[1]', '1:1-1:4', /`butcher\.json` is a list; expected an object/],
    ['null', '1:1-1:5', /is null; expected an object/],
    ['', '1:1-1:1', /it is empty/],
    ['{"a": 1,}', '1:9-1:10', /not JSON from here on/, /no comma after the last/],
    ['{\n// note\n}', '2:1-2:2', /not JSON from here on/, /no comments/],
    ["{'name': 'x'}", '1:2-1:3', /not JSON from here on/],
    ['{"name": "a\nb"}', '1:10-1:11', /not JSON/],
    ['{"name": "a"', '1:13-1:13', /not JSON/],
    ['{"workers": 01}', '1:13-1:14', /not JSON/],
    ['{} {}', '1:4-1:5', /not JSON/],
    ['{"name" "a"}', '1:9-1:10', /not JSON/],
    [']', '1:1-1:2', /not JSON/],
    ['['.repeat(50_000), '1:50001-1:50001', /not JSON/],
    [`{"limits": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '1:12-1:40012', /is a list/],
  ];
  for (const [text, place, message, help] of bad)
    it(`refuses ${JSON.stringify(text.slice(0, 50))} at its place`, () => {
      const { manifest, findings } = read(text);
      assert.equal(manifest, null);
      const [finding] = findings;
      assert.equal(findings.length, 1);
      assert.equal(finding!.rule, 'BUT107');
      assert.match(finding!.message, message);
      if (help !== undefined) assert.match(finding!.help, help);
      assert.equal(`${finding!.line}:${finding!.column}-${finding!.endLine}:${finding!.endColumn}`, place);
    });

  it('agrees with JSON.parse on what is JSON', () => {
    for (const text of [
      '{"a":1}',
      '1e5',
      '-0',
      '"\\u00e9"',
      '[1,2,[]]',
      '[1,]',
      '{"a"}',
      '+1',
      '.5',
      '"\t"',
      'tru',
      '[1 2]',
      '{"a":1,"b"}',
      '"\\x"',
      '\u00a0{}',
      '{}\u00a0',
    ]) {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(!/not JSON/.test(read(text).findings[0]?.message ?? ''), isJson, text);
    }
  });

  it('refuses what is too large or not UTF-8', () => {
    assert.match(read(`"${'x'.repeat(70_000)}"`).findings[0]!.message, /larger than 64 KiB/);
    assert.match(read(Buffer.from([0x7b, 0xff, 0x7d])).findings[0]!.message, /not UTF-8/);
  });

  it('reports everything that is wrong, once each', () => {
    const { findings } = read('{"nam": "x", "workers": "4", "limits": {"memory": "9GiB", "pids": "x"}}');
    assert.equal(findings.length, 4);
  });
});
