import { isIP } from 'node:net';

/** Addresses that begin with the same bits; a single address has all of them in common. */
export interface AddressRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefixBits: number;
}

const longest = '0000:0000:0000:0000:0000:0000:255.255.255.255/128'.length;

/** Reads `10.0.0.5`, `192.168.0.0/16` or the like of IPv6; null where it is neither. */
export function readAddressRange(text: string): AddressRange | null {
  if (text.length > longest) return null;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return null;
  const most = version === 4 ? 32 : 128;
  const prefixBits = bits === undefined ? most : Number(bits);
  return prefixBits > most ? null : { address, family: version === 4 ? 'ipv4' : 'ipv6', prefixBits };
}
