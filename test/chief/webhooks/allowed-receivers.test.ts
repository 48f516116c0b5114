import assert from 'node:assert/strict';
import { AllowedReceivers } from '../../../src/chief/webhooks/allowed-receivers.ts';

const refused: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'this machine': ['0.0.0.0', '0.1.2.3', '::'],
  'of a network of its own': [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    'fd00::1',
    'fc00::1',
    'fec0::1',
  ],
  'shared by customers of a provider': ['100.64.0.1', '100.127.255.254', '100.100.100.200'],
  'link-local': ['169.254.0.1', 'fe80::1', 'febf::1'],
  'metadata of clouds': ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '168.63.129.16', '192.0.0.192'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255', '240.0.0.1'],
  'mapped from IPv4': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  'compatible with IPv4, and translated': [
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '::ffff:0:7f00:1',
  ],
  'tunnelled to IPv4': ['2002:7f00:1::', '2002:a00:1::1', '2001::1'],
  'for examples and measurements': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1'],
  'handed out to nobody': ['100::1', '4000::1', '5f00::1', 'e000::1'],
  'no address': ['', 'localhost', '127.1', '0x7f000001', '1.2.3.4.5', '1.2.3.4%1'],
};

describe('addresses that webhooks may be sent to', () => {
  const none = new AllowedReceivers([]);

  for (const [kind, addresses] of Object.entries(refused))
    it(`are none that are ${kind}`, () => {
      for (const address of addresses) assert.equal(none.has(address), false, address);
    });

  it('are public ones', () => {
    for (const address of [
      '8.8.8.8',
      '93.184.215.14',
      '172.32.0.1',
      '2606:4700::1111',
      '2a00:1450:4001::200e',
    ])
      assert.equal(none.has(address), true, address);
  });

  it('are those that the operator allows, and no others beside them', () => {
    const some = new AllowedReceivers(['10.1.2.0/24', '127.0.0.1', 'fd12::/16']);
    for (const address of ['10.1.2.255', '127.0.0.1', '::ffff:127.0.0.1', 'fd12::9', '8.8.8.8'])
      assert.equal(some.has(address), true, address);
    for (const address of ['10.1.3.0', '127.0.0.2', '::1', 'fd13::9', '169.254.169.254'])
      assert.equal(some.has(address), false, address);
  });

  const wrong: readonly (readonly [url: string, says: RegExp])[] = [
    ['', /has to be one of http or https/],
    ['hook', /has to be one of http or https/],
    [`https://x.example/${'a'.repeat(2000)}`, /at most 2000 characters/],
    ['ftp://x.example/', /has to begin with https:\/\//],
    ['file:///etc/passwd', /has to begin with https:\/\//],
    ['https://ann:secret@x.example/', /holds a name or a password/],
    ['https://x.example/#part', /holds a #/],
    ['http://x.example:25/', /the port 25, which belongs to a service/],
    ['http://127.0.0.1:8080/', /leads to 127\.0\.0\.1, which is not public/],
    ['http://2130706433/', /leads to 127\.0\.0\.1/],
    ['http://0x7f.1/', /leads to 127\.0\.0\.1/],
    ['http://0177.0.0.1/', /leads to 127\.0\.0\.1/],
    ['http://[::1]:8080/', /leads to ::1/],
    ['http://[::ffff:7f00:1]/', /leads to ::ffff:7f00:1/],
    ['http://[::ffff:127.0.0.1]/', /leads to ::ffff:7f00:1/],
    ['http://169.254.169.254/latest/meta-data/', /leads to 169\.254\.169\.254/],
    ['http://①②⑦.⓪.⓪.①/', /leads to 127\.0\.0\.1/],
  ];
  for (const [url, says] of wrong)
    it(`are not reached by ${JSON.stringify(url.slice(0, 60))}`, () => {
      assert.match(none.problemOf(url) ?? '', says);
    });

  it('are named by URLs of which nothing is wrong', () => {
    for (const url of ['https://x.example', 'http://x.example:8080/a?key=1', 'https://8.8.8.8/'])
      assert.equal(none.problemOf(url), null, url);
    assert.equal(new AllowedReceivers(['127.0.0.0/8']).problemOf('http://127.0.0.1:8080/'), null);
  });
});
