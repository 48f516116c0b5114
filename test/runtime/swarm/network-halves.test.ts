import assert from 'node:assert/strict';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { lowerHalf, upperAddresses } from '../../../src/runtime/swarm/network-halves.ts';

describe('the halves of a network', () => {
  it('are those of its addresses', () => {
    assert.equal(lowerHalf('10.213.0.0/16'), '10.213.0.0/17');
    assert.equal(lowerHalf('192.168.7.0/24'), '192.168.7.0/25');
    assert.deepEqual(
      upperAddresses('10.213.0.0/16', 1, () => 0),
      ['10.213.128.0'],
    );
    assert.deepEqual(
      upperAddresses('192.168.7.0/24', 2, (below) => below - 1),
      ['192.168.7.254', '192.168.7.190'],
    );
  });

  it('have no address in common, and the upper one none that is for all', () => {
    const bits = fc.integer({ min: 1, max: 24 });
    const draws = fc.nat(2 ** 31 - 1);
    fc.assert(
      fc.property(bits, fc.nat(2 ** 32 - 1), draws, (length, number, draw) => {
        const first = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
        const subnet = `${ipaddr.IPv4.networkAddressFromCIDR(`${first}/${length}`)}/${length}`;
        const addresses = upperAddresses(subnet, 4, (below) => draw % below);
        assert.equal(new Set(addresses).size, 4, subnet);
        for (const text of addresses) {
          const address = ipaddr.IPv4.parse(text);
          assert(address.match(ipaddr.IPv4.parseCIDR(subnet)), subnet);
          assert(!address.match(ipaddr.IPv4.parseCIDR(lowerHalf(subnet))), subnet);
          assert.notEqual(text, `${ipaddr.IPv4.broadcastAddressFromCIDR(subnet)}`);
        }
      }),
    );
  });
});
