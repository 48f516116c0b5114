import assert from 'node:assert/strict';
import { readAddressRange } from '../../src/text/address-range.ts';

describe('ranges of addresses', () => {
  it('are an address, or one with the number of bits that count', () => {
    assert.deepEqual(readAddressRange('10.0.0.5'), { address: '10.0.0.5', family: 'ipv4', prefixBits: 32 });
    assert.deepEqual(readAddressRange('fd00::/8'), { address: 'fd00::', family: 'ipv6', prefixBits: 8 });
    assert.deepEqual(readAddressRange('0.0.0.0/0'), { address: '0.0.0.0', family: 'ipv4', prefixBits: 0 });
  });

  it('are nothing else', () => {
    const wrong = [
      '',
      'proxy.example',
      '10.0.0',
      '10.0.0.5/33',
      '::1/129',
      '10.0.0.5/',
      '10.0.0.5/8/8',
      '::1/-1',
    ];
    for (const text of [...wrong, '10.0.0.5/1e1', '9'.repeat(1_000_000)])
      assert.equal(readAddressRange(text), null, text.slice(0, 80));
  });
});
