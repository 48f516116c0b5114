import assert from 'node:assert/strict';
import { freeSubnet, overlaps } from '../../../src/runtime/swarm/free-subnet.ts';

describe('freeSubnet', () => {
  it('passes over what others have, whole or in part', () => {
    assert.equal(freeSubnet([]), '10.213.0.0/16');
    assert.equal(freeSubnet(['172.17.0.0/16', '10.0.0.0/24']), '10.213.0.0/16');
    assert.equal(freeSubnet(['10.213.0.0/16']), '10.214.0.0/16');
    assert.equal(freeSubnet(['10.213.77.7']), '10.214.0.0/16');
    assert.equal(freeSubnet(['10.213.77.0/24', '10.214.0.0/15']), '10.216.0.0/16');
  });

  it('finds none where there is none', () => {
    assert.equal(freeSubnet(['10.0.0.0/8']), null);
    assert.equal(freeSubnet(['0.0.0.0/0']), null);
  });

  it('takes no notice of what is no range of IPv4', () => {
    for (const odd of ['', 'fd00::/8', '::/0', '10.213.0.0/33', '10.299.0.0/16', '10.213.0.0/16 '])
      assert.equal(freeSubnet([odd]), '10.213.0.0/16', odd);
  });
});

describe('overlaps', () => {
  it('compares ranges by the network that an address is in', () => {
    assert(overlaps('10.213.4.5/16', '10.213.200.0/24'));
    assert(!overlaps('10.213.0.0/16', '10.214.0.0/16'));
    assert(overlaps('128.0.0.0/1', '255.255.255.255/32'));
    assert(!overlaps('10.213.0.0/16', 'fd00::/8'));
  });
});
