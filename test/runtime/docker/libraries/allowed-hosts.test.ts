import assert from 'node:assert/strict';
import {
  allowedHosts,
  isAllowedHost,
  readHostAndPort,
} from '../../../../src/runtime/docker/libraries/allowed-hosts.ts';
import { foreignDistribution } from '../../../../src/runtime/docker/libraries/resolution.ts';

const defaults = { indexUrl: 'https://index.example/simple', hosts: ['index.example', 'files.example'] };

describe('hosts that pip may reach', () => {
  it('are the index’s own, and where it is pip’s own index those of its files', () => {
    assert.deepEqual(
      [...allowedHosts('https://u:p@Mirror.example:8443/x/', [], defaults)],
      ['mirror.example:8443'],
    );
    assert.deepEqual([...allowedHosts(defaults.indexUrl, [], defaults)], ['index.example', 'files.example']);
    assert.deepEqual(
      [...allowedHosts('https://m.example', ['F.example'], defaults)],
      ['m.example', 'f.example'],
    );
  });

  it('are reached on the ports of the web, others only where they are named', () => {
    const allowed = new Set(['a.example', 'b.example:8443']);
    const cases: readonly (readonly [string, number, boolean])[] = [
      ['a.example', 443, true],
      ['A.example', 80, true],
      ['a.example', 22, false],
      ['a.example', 8443, false],
      ['b.example', 8443, true],
      ['b.example', 443, false],
      ['xa.example', 443, false],
      ['a.example.evil', 443, false],
      ['127.0.0.1', 80, false],
      ['169.254.169.254', 80, false],
    ];
    for (const [host, port, is] of cases)
      assert.equal(isAllowedHost({ host, port }, allowed), is, `${host}:${port}`);
  });

  it('are read from a request as they stand there', () => {
    assert.deepEqual(readHostAndPort('a.example:443'), { host: 'a.example', port: 443 });
    assert.deepEqual(readHostAndPort('[::1]:443'), { host: '::1', port: 443 });
    assert.deepEqual(readHostAndPort('a.example', 80), { host: 'a.example', port: 80 });
    for (const text of [
      'a.example',
      'a.example:0',
      'a.example:99999',
      'u@a.example:443',
      'a/b:443',
      'a b:443',
      '',
    ])
      assert.equal(readHostAndPort(text), null, text);
    assert.equal(readHostAndPort(`${'a'.repeat(1000)}:443`), null);
  });
});

describe('what was resolved', () => {
  const fine = {
    name: 'a',
    version: '1',
    sha256: 'a'.repeat(64),
    scheme: 'https',
    host: 'files.example',
    path: '',
    direct: false,
  };
  const origins = { hosts: new Set(['files.example']), folders: ['/build/wheels'] };

  it('comes from allowed hosts and from folders of wheels', () => {
    const file = { ...fine, scheme: 'file', host: '', path: '/build/wheels/a-1-py3-none-any.whl' };
    assert.equal(foreignDistribution([fine, file], origins), null);
  });

  for (const [what, change] of Object.entries({
    'another host': { host: 'evil.example' },
    'another port': { host: 'files.example:8080' },
    'an address of its own': { direct: true },
    'a file that is no wheel of ours': { scheme: 'file', host: '', path: '/opt/pip/pip.whl' },
    'a path that leads out': { scheme: 'file', host: '', path: '/build/wheels/../plan.json' },
    'another scheme': { scheme: 'git+https' },
  }))
    it(`never from ${what}`, () => {
      assert.equal(foreignDistribution([fine, { ...fine, ...change, name: 'b' }], origins)?.name, 'b');
    });
});
