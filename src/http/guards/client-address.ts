import { BlockList, isIP } from 'node:net';
import { readAddressRange } from '../../text/address-range.ts';

/** The part of an IPv6 address that one customer of a provider has for itself, in groups of 16 bits. */
const ownGroups = 4;

/**
 * What stands for the other side where requests are bounded by address: an IPv4 address, the network of an IPv6 one,
 * since whoever has one address of it has all, or `local` where there is none, as at a Unix socket.
 */
export function peerOf(address: string | undefined): string {
  if (address === undefined || address === '') return 'local';
  const plain = withoutMapping(address);
  if (isIP(plain) !== 6) return plain.slice(0, 64);
  const [head = '', tail] = inGroups(plain).split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  const own = groups.slice(0, ownGroups).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${own.join(':')}::/64`;
}

/** An IPv6 address in lower case, without its zone, and in groups to its end, which may be written as one of IPv4. */
function inGroups(address: string): string {
  const [text = ''] = address.toLowerCase().split('%');
  const end = text.lastIndexOf(':') + 1;
  // Which groups they are does not matter: only the first ones count.
  return text.includes('.', end) ? `${text.slice(0, end)}0:0` : text;
}

/** Servers before the chief whose word on whom they speak for is believed: `serve.trustedProxies`. */
export class TrustedProxies {
  readonly #ranges = new BlockList();

  /** Addresses and ranges as the settings take them. */
  constructor(written: readonly string[]) {
    for (const text of written) {
      const range = readAddressRange(text);
      if (range === null) throw new Error(`${JSON.stringify(text)} is no address`);
      this.#ranges.addSubnet(range.address, range.prefixBits, range.family);
    }
  }

  has(address: string | undefined): boolean {
    const plain = withoutMapping(address ?? '');
    const version = isIP(plain);
    return version !== 0 && this.#ranges.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}

/** An IPv4 address as such, also where a socket for both kinds tells it as one of IPv6. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
