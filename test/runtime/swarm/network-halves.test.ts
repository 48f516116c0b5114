import assert from 'node:assert/strict';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { lowerHalf, upperAddress } from '../../../src/runtime/swarm/network-halves.ts';

describe('the halves of a network', () => {
  it('are those of its addresses', () => {
    assert.equal(lowerHalf('10.213.0.0/16'), '10.213.0.0/17');
    assert.equal(lowerHalf('192.168.7.0/24'), '192.168.7.0/25');
    assert.equal(
      upperAddress('10.213.0.0/16', () => 0),
      '10.213.128.0',
    );
    assert.equal(
      upperAddress('192.168.7.0/24', (below) => below - 1),
      '192.168.7.254',
    );
  });

  it('have no address in common, and the upper one none that is for all', () => {
    const bits = fc.integer({ min: 1, max: 24 });
    const draws = fc.nat(2 ** 31 - 1);
    fc.assert(
      fc.property(bits, fc.nat(2 ** 32 - 1), draws, (length, number, draw) => {
        const first = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
        const subnet = `${ipaddr.IPv4.networkAddressFromCIDR(`${first}/${length}`)}/${length}`;
        const address = ipaddr.IPv4.parse(upperAddress(subnet, (below) => draw % below));
        assert(address.match(ipaddr.IPv4.parseCIDR(subnet)), subnet);
        assert(!address.match(ipaddr.IPv4.parseCIDR(lowerHalf(subnet))), subnet);
        assert.notEqual(`${address}`, `${ipaddr.IPv4.broadcastAddressFromCIDR(subnet)}`);
      }),
    );
  });
});
