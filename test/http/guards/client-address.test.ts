import assert from 'node:assert/strict';
import fc from 'fast-check';
import { peerOf, TrustedProxies } from '../../../src/http/guards/client-address.ts';

describe('whom a request counts as from', () => {
  it('is the address, and of IPv6 the network that one customer has', () => {
    assert.equal(peerOf('192.0.2.7'), '192.0.2.7');
    assert.equal(peerOf('::ffff:192.0.2.7'), '192.0.2.7');
    assert.equal(peerOf('2001:db8:0:1::5'), '2001:db8:0:1::/64');
    assert.equal(peerOf('2001:0DB8:0000:0001:ffff::'), '2001:db8:0:1::/64');
    assert.equal(peerOf('::1'), '0:0:0:0::/64');
    assert.equal(peerOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
    assert.equal(peerOf(undefined), 'local');
    assert.ok(peerOf('x'.repeat(10_000)).length <= 64);
  });

  it('is one network for all addresses in it, however they are written', () => {
    const groups = fc.array(fc.constantFrom(0, 0, 0, 1, 0xab, 0xffff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        const written = (list: readonly number[]) => list.map((group) => group.toString(16)).join(':');
        const network = one.slice(0, 4);
        const neighbour = [...network, ...other.slice(4)];
        const shortest = new URL(`http://[${written(neighbour)}]`).hostname.slice(1, -1);
        assert.equal(peerOf(written(one)), `${written(network)}::/64`);
        assert.equal(peerOf(shortest), peerOf(written(one)));
        assert.equal(peerOf(`${written(neighbour.slice(0, 6))}:192.0.2.7`), peerOf(written(one)));
      }),
    );
  });

  it('is believed of those servers alone that are named', () => {
    const proxies = new TrustedProxies(['10.0.0.0/8', '::1', '192.0.2.7']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::1', '192.0.2.7'])
      assert.ok(proxies.has(address));
    for (const address of ['11.0.0.1', '192.0.2.8', '::2', 'garbage', '', undefined])
      assert.ok(!proxies.has(address), address);
    assert.ok(!new TrustedProxies([]).has('127.0.0.1'));
  });
});
