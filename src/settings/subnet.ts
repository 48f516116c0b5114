import ipaddr from 'ipaddr.js';
import { readAddressRange } from '../text/address-range.ts';

/** What Docker itself gives to such a network. */
const mostPrefixBits = 24;
/** A machine itself, its links, groups, and what is given to nobody: no machine of a network has such an address. */
const unusable: readonly string[] = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'];

/**
 * Why a text cannot be the addresses of a network of a Swarm, as a clause to end a sentence with; null where it can.
 * Managers take some of what is refused here, and then connect nobody.
 */
export function subnetFault(text: string): string | null {
  const range = readAddressRange(text);
  if (range === null) return 'it is no range of addresses';
  if (range.family === 'ipv6') return 'the network between workers and chief has no IPv6';
  if (!text.includes('/')) return 'it lacks how many bits the addresses have in common, such as /16';
  const first = ipaddr.IPv4.networkAddressFromCIDR(text);
  if (first.toString() !== range.address)
    return `the range that it is in is written ${first}/${range.prefixBits}`;
  if (range.prefixBits > mostPrefixBits)
    return `with /${range.prefixBits} it has too few addresses: every worker and machine takes one`;
  const other = unusable.find((special) => overlap(text, special));
  return other === undefined ? null : `no machine of a network can have an address of ${other}`;
}

/** One is in the other, or they are apart. */
function overlap(left: string, right: string): boolean {
  const [one, other] = [ipaddr.IPv4.parseCIDR(left), ipaddr.IPv4.parseCIDR(right)];
  return one[0].match(other) || other[0].match(one);
}
