import { randomInt } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/**
 * The lower half of a range of IPv4 addresses, as 10.213.0.0/17 of 10.213.0.0/16: what the manager gives workers and
 * machines, so that the other half is left for relays.
 */
export function lowerHalf(subnet: string): string {
  const [first, bits] = ipaddr.IPv4.parseCIDR(subnet);
  return `${first}/${bits + 1}`;
}

/**
 * So many addresses of the upper half, none of which is its last, which is for all: those of a relay, known before the
 * manager has connected it. Managers answer nothing where another has one, so they are drawn by lot.
 */
export function upperAddresses(
  subnet: string,
  count: number,
  draw: (below: number) => number = randomInt,
): readonly string[] {
  const [first, bits] = ipaddr.IPv4.parseCIDR(subnet);
  const half = 2 ** (31 - bits);
  const base = Buffer.from(first.toByteArray()).readUInt32BE() + half;
  const drawn = draw(half - 1);
  // Apart from each other in the half, whatever its size.
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(base + ((drawn + Math.floor((index * (half - 1)) / count)) % (half - 1)));
    return bytes.join('.');
  });
}
