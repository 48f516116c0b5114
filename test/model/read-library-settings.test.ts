import assert from 'node:assert/strict';
import { type LibraryTable, readLibrarySettings } from '../../src/model/read-library-settings.ts';

const nothing: LibraryTable = {
  ...{ indexUrl: null, mirrors: [], credentials: null, hosts: [], wheels: null, certificates: null },
};
const secret = 'https://me:secret@index.example/simple';

describe('readLibrarySettings', () => {
  it('is pip’s own index unless something is said', () => {
    assert.deepEqual(readLibrarySettings(nothing, {}, '/w'), {
      ...{ indexUrl: null, mirrors: [], credentials: null, hosts: [], wheelFolder: null, certificates: null },
    });
  });

  it('takes the file, and the environment before it', () => {
    const more = { mirrors: ['https://m.example/simple'], credentials: 'netrc' };
    const table = {
      ...more,
      indexUrl: secret,
      hosts: ['a.example'],
      wheels: 'wheels',
      certificates: '/etc/ca.pem',
    };
    assert.deepEqual(readLibrarySettings(table, {}, '/w'), {
      ...{ indexUrl: secret, hosts: ['a.example'], wheelFolder: '/w/wheels', certificates: '/etc/ca.pem' },
      ...{ mirrors: more.mirrors, credentials: '/w/netrc' },
    });
    const env = {
      BUTCHER_PIP_INDEX_URL: 'http://b.example',
      BUTCHER_PIP_HOSTS: 'c.example, d.example:8443',
      BUTCHER_PIP_FIND_LINKS: 'other',
      BUTCHER_PIP_CERT: '',
      BUTCHER_PIP_MIRRORS: 'https://n.example, http://o.example:81/x',
      BUTCHER_PIP_CREDENTIALS: '/other',
    };
    assert.deepEqual(readLibrarySettings(table, env, '/w'), {
      ...{ indexUrl: 'http://b.example', hosts: ['c.example', 'd.example:8443'] },
      ...{ wheelFolder: '/w/other', certificates: '/etc/ca.pem', credentials: '/other' },
      mirrors: ['https://n.example', 'http://o.example:81/x'],
    });
  });

  const wrong: readonly (readonly [Partial<LibraryTable>, Record<string, string>, RegExp])[] = [
    [{ indexUrl: 'me:secret@index' }, {}, /"pip\.indexUrl" \(BUTCHER_PIP_INDEX_URL\) must be an address/],
    [{}, { BUTCHER_PIP_INDEX_URL: 'file:///secret' }, /must be an address of http or https/],
    [{ hosts: ['https://secret'] }, {}, /"pip\.hosts".* must be a list of hosts/],
    [
      { indexUrl: 'https://a', mirrors: ['secret'] },
      {},
      /"pip\.mirrors" \(BUTCHER_PIP_MIRRORS\) must be a list/,
    ],
    [{}, { BUTCHER_PIP_MIRRORS: 'https://secret' }, /must be set beside "pip\.indexUrl"/],
    [{}, { BUTCHER_PIP_HOSTS: 'a;secret' }, /must be a list of hosts/],
  ];
  for (const [table, env, expected] of wrong)
    it(`says ${expected.source} without quoting the value`, () => {
      const read = readLibrarySettings({ ...nothing, ...table }, env, '/w');
      assert.ok('problem' in read);
      assert.match(read.problem, expected);
      assert.doesNotMatch(read.problem, /secret/);
    });
});
