import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { allSettings } from '../../src/settings/listed-settings.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import {
  addresses,
  duration,
  group,
  names,
  oneOf,
  origins,
  size,
  text,
  toggle,
  whole,
} from '../../src/settings/setting.ts';
import { settings } from '../../src/settings/settings.ts';
import { defaultsOf, type SettingsValidator, settingsReader } from '../../src/settings/settings-reader.ts';
import { settingsSchema } from '../../src/settings/settings-schema.ts';

const meaning = 'Something.';
const table = {
  count: whole({ default: 3, least: 1, most: 9, meaning }),
  label: text({ default: null, takes: 'a label', meaning }),
  secret: text({ default: null, takes: 'a password', secret: true, meaning }),
  store: group(meaning, {
    space: size({ default: 4096, meaning, most: 2 ** 40 }),
    kept: group(meaning, {
      results: duration({ default: 14 * 86_400, meaning }),
      how: oneOf(['packed', 'plain'], { default: 'plain', meaning }),
    }),
    eager: toggle({ default: false, meaning }),
    peers: names({ default: ['a'], meaning }),
  }),
};
const compiled = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  settingsSchema(table),
);
const read = settingsReader(table, compiled as SettingsValidator);

function problemOf(written: unknown): string {
  const outcome = read(written);
  return 'problem' in outcome ? outcome.problem : 'it was taken';
}

describe('settingsReader', () => {
  it('gives every setting its default', () => {
    const expected = {
      count: 3,
      label: null,
      secret: null,
      store: {
        space: 4096,
        kept: { results: 1_209_600, how: 'plain' },
        eager: false,
        peers: ['a'],
      },
    };
    assert.deepEqual(read({}), expected);
    assert.deepEqual(read({ store: { kept: {} } }), expected);
    assert.deepEqual(defaultsOf(table), expected);
  });

  it('changes what is written, in its own unit, and freezes all of it', () => {
    const outcome = read({
      label: 'x',
      store: { space: '2KiB', kept: { results: '2h', how: 'packed' }, eager: true, peers: ['b', 'c'] },
    });
    assert.ok(!('problem' in outcome));
    assert.deepEqual([outcome.count, outcome.label], [3, 'x']);
    assert.deepEqual(outcome.store, {
      space: 2048,
      kept: { results: 7200, how: 'packed' },
      eager: true,
      peers: ['b', 'c'],
    });
    const { store } = outcome;
    for (const part of [outcome, store, store.kept, store.peers]) assert.ok(Object.isFrozen(part));
  });

  it('takes 0 wherever a setting says what it means, and reads it as that', () => {
    const meanings = allSettings(settings).filter(
      ({ path, setting }) =>
        path.startsWith('serve.retention.') ||
        /\b0`? (for|means)\b/.test(`${setting.meaning} ${setting.takes}`),
    );
    assert.ok(meanings.length > 7, 'all of the retention, and others');
    for (const { path, setting } of meanings) {
      const isText = setting.takes.startsWith('a duration');
      for (const written of isText ? [0, '0', '0s', '0d'] : [0]) {
        const keys = path.split('.');
        const outcome = readSettings(keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), written));
        assert.ok(!('problem' in outcome), `${path}: ${JSON.stringify(outcome)}`);
        const value = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], outcome);
        assert.equal(value, 0, path);
      }
    }
  });

  const wrong: readonly (readonly [written: unknown, sentence: string])[] = [
    [3, 'must hold one JSON object, not 3'],
    [[], 'must hold one JSON object, not a list'],
    [{ count: 0 }, 'has 0 for "count", which takes a whole number from 1 to 9'],
    [{ count: '4' }, 'has "4" for "count", which takes a whole number from 1 to 9'],
    [{ count: null }, 'has null for "count", which takes a whole number from 1 to 9'],
    [{ label: '' }, 'has "" for "label", which takes a label'],
    [{ label: ['\x1b[2J'] }, 'has a list for "label", which takes a label'],
    [{ secret: 12_345 }, 'has something else for "secret", which takes a password'],
    [{ store: true }, 'has true for "store", which takes an object such as { "space": … }'],
    [
      { store: { space: 'lots' } },
      'has "lots" for "store.space", which takes a size such as 4096, "64KiB" or "16MB", at most 1099511627776 bytes',
    ],
    [
      { store: { space: '2TiB' } },
      'has "2TiB" for "store.space", which takes a size such as 4096, "64KiB" or "16MB", at most 1099511627776 bytes',
    ],
    [
      { store: { kept: { results: 'never\x1b' } } },
      'has "never\\u001b" for "store.kept.results", which takes a duration such as 90, "90s" or "5m"',
    ],
    [{ store: { kept: { how: 'zip' } } }, 'has "zip" for "store.kept.how", which takes "packed" or "plain"'],
    [{ store: { eager: 'yes' } }, 'has "yes" for "store.eager", which takes true or false'],
    [
      { store: { peers: ['b', 3] } },
      'has a list for "store.peers", which takes a list of names such as ["one", "another"]',
    ],
    [{ cuont: 4 }, 'has "cuont", which is not a setting; did you mean "count"?'],
    [
      { store: { kept: { result: 1 } } },
      'has "store.kept.result", which is not a setting; did you mean "store.kept.results"?',
    ],
    [{ eager: true }, 'has "eager", which is not a setting there; write { "store": { "eager": … } }'],
    [
      { 'store.space': 1 },
      'has "store.space", which is not a setting there; write { "store": { "space": … } }',
    ],
    [
      { store: { zzz: 1 } },
      'has "store.zzz", which is not a setting; the settings under "store" are space, kept, eager, peers',
    ],
    [
      JSON.parse('{"__proto__": {"count": 4}}'),
      'has "__proto__", which is not a setting; the settings are count, label, secret, store',
    ],
  ];
  for (const [written, sentence] of wrong)
    it(`says of ${JSON.stringify(written)} what is wrong`, () => assert.equal(problemOf(written), sentence));

  it('takes any JSON at all, or says in one harmless line why not', () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('count', 'store', 'kept', 'space', 'peers', '__proto__', 'a/b~c'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(fc.jsonValue(), fc.dictionary(key, tie('value')), fc.constantFrom(1, '64KiB', 'plain')),
    }));
    fc.assert(
      fc.property(value, (written) => {
        const outcome = read(written);
        if (!('problem' in outcome)) return;
        assert.match(outcome.problem, /^(has .*"|must hold one JSON object)/);
        assert.doesNotMatch(outcome.problem, /[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('a list of origins', () => {
  const only = { pages: origins({ default: [], meaning }) };
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(settingsSchema(only));
  const read = settingsReader(only, validate as SettingsValidator);

  it('takes origins, and nothing that is more or less', () => {
    const good = ['https://lab.example', 'http://localhost:3000'];
    assert.deepEqual(read({ pages: good }), { pages: good });
    for (const bad of [
      'lab.example',
      'https://lab.example/',
      'https://a@b',
      '*',
      'null',
      'https://LAB.example',
    ])
      assert.match(JSON.stringify(read({ pages: [bad] })), /takes a list of origins such as/, bad);
  });
});

describe('a list of addresses', () => {
  const only = { proxies: addresses({ default: [], meaning }) };
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    settingsSchema(only),
  );
  const readAddresses = settingsReader(only, validate as SettingsValidator);

  it('takes addresses and ranges, and nothing else', () => {
    assert.deepEqual(readAddresses({ proxies: ['10.0.0.5', 'fd00::/8'] }), {
      proxies: ['10.0.0.5', 'fd00::/8'],
    });
    const takes = 'takes a list of addresses such as ["10.0.0.5", "192.168.0.0/16"]';
    for (const [wrong, proxies] of [
      ['"proxy.example"', ['proxy.example']],
      ['"10.0.0.5/33"', ['10.0.0.5/33']],
      ['"x\\u001b"', ['10.0.0.5', 'x\x1b']],
    ])
      assert.deepEqual(readAddresses({ proxies }), {
        problem: `has a list for "proxies", which ${takes}: ${wrong} is none`,
      });
  });
});

describe('the whole configuration', () => {
  const wrong: readonly (readonly [written: unknown, sentence: string])[] = [
    [
      { cluster: { registry: 'https://registry.example/' } },
      'has "https://registry.example/" for "cluster.registry", which takes a name such as "registry.example:5000"',
    ],
    [
      { serve: { hostNames: ['butcher.example', 'https://lab.example'] } },
      'has a list for "serve.hostNames", which takes a list of names such as ["butcher.example"], without scheme and path: "https://lab.example" is none',
    ],
    [
      { pip: { hosts: ['https://files.example/'] } },
      'has a list for "pip.hosts", which takes a list of hosts such as ["files.example.org", "files.example.org:8443"]: "https://files.example/" is none',
    ],
  ];
  for (const [written, problem] of wrong)
    it(problem, () => assert.deepEqual(readSettings(written), { problem }));

  it('tells of indexes beside all other mistakes, and never what was written for them', () => {
    const pip = { indexUrl: 'ftp://me:secret@index', mirrors: ['secret'] };
    assert.deepEqual(readSettings({ pip, serve: { slots: 0 } }), {
      problem:
        'has 0 for "serve.slots", which takes a whole number of at least 1; ' +
        'it has something else for "pip.indexUrl", which takes an address of http or https; ' +
        'it has something else for "pip.mirrors", which takes a list of addresses such as ["https://mirror.example/simple"]',
    });
  });

  it('takes registries with a port and a path', () => {
    for (const registry of ['registry.example:5000', 'localhost', '[::1]:5000/team/images'])
      assert.ok(!('problem' in readSettings({ cluster: { registry } })), registry);
  });
});

describe('the addresses of a cluster’s network', () => {
  const takes = 'takes a range of IPv4 addresses from /24 up, such as "10.213.0.0/16"';
  const good = [
    '10.213.0.0/16',
    '10.213.7.0/24',
    '172.16.0.0/12',
    '192.168.9.0/24',
    '100.64.0.0/10',
    '44.0.0.0/16',
  ];
  for (const subnet of good)
    it(`may be ${subnet}`, () =>
      assert.deepEqual(readSettings({ cluster: { subnet } }), {
        ...defaultsOf(settings),
        cluster: { ...defaultsOf(settings).cluster, subnet },
      }));

  const unusable = 'no machine of a network can have an address of';
  const bad: readonly (readonly [subnet: string, reason: string])[] = [
    ['office', 'it is no range of addresses'],
    ['10.213.0.0/33', 'it is no range of addresses'],
    ['10.213.0/16', 'it is no range of addresses'],
    ['0x0a.213.0.0/16', 'it is no range of addresses'],
    ['10.213.0.0/16 ', 'it is no range of addresses'],
    ['10.213.0.0', 'it lacks how many bits the addresses have in common, such as /16'],
    ['fd00::/64', 'the network between workers and chief has no IPv6'],
    ['10.213.4.5/16', 'the range that it is in is written 10.213.0.0/16'],
    ['172.16.0.0/8', 'the range that it is in is written 172.0.0.0/8'],
    ['10.213.0.0/25', 'with /25 it has too few addresses: every worker and machine takes one'],
    ['10.213.0.1/32', 'with /32 it has too few addresses: every worker and machine takes one'],
    ['0.0.0.0/0', `${unusable} 0.0.0.0/8`],
    ['127.0.0.0/8', `${unusable} 127.0.0.0/8`],
    ['127.1.0.0/16', `${unusable} 127.0.0.0/8`],
    ['96.0.0.0/3', `${unusable} 127.0.0.0/8`],
    ['169.254.7.0/24', `${unusable} 169.254.0.0/16`],
    ['239.0.0.0/16', `${unusable} 224.0.0.0/3`],
    ['255.255.255.0/24', `${unusable} 224.0.0.0/3`],
  ];
  for (const [subnet, reason] of bad)
    it(`cannot be ${JSON.stringify(subnet)}, and it says why`, () =>
      assert.deepEqual(readSettings({ cluster: { subnet } }), {
        problem: `has "${subnet}" for "cluster.subnet", which ${takes}: ${reason}`,
      }));

  it('are told of with all that is wrong', () => {
    const written = { cluster: { subnet: '10.0.0.0/30', mtu: 9 }, serve: { listen: 'nowhere' }, pyhton: 'x' };
    const outcome = readSettings(written);
    assert.ok('problem' in outcome);
    for (const part of ['"pyhton"', '"cluster.mtu"', '"cluster.subnet"'])
      assert.ok(outcome.problem.includes(part), part);
  });
});

describe('the settings of the configuration file', () => {
  it('are read with their defaults from an empty one', () => {
    assert.deepEqual(readSettings({}), defaultsOf(settings));
  });

  for (const { path, setting } of allSettings(settings))
    it(`name "${path}" and say what it takes where its value is wrong`, () => {
      const written = path
        .split('.')
        .reduceRight<unknown>((inner, key) => ({ [key]: inner }), { hunter2: true });
      const outcome = readSettings(written);
      const what = setting.secret ? 'something else' : 'an object';
      assert.deepEqual(outcome, { problem: `has ${what} for "${path}", which takes ${setting.takes}` });
    });

  it('have a sentence as meaning, and a default that may be written', () => {
    for (const { path, setting } of allSettings(settings)) {
      assert.match(setting.meaning, /^[A-Z].*\.$/, path);
      if (setting.default !== null) assert.deepEqual(setting.read(setting.default), setting.default, path);
    }
  });
});
