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
 * An address of the upper half, other than the last, which is for all: that of a relay, which is known before the
 * manager has connected it. Managers answer nothing where another has it, so it is drawn by lot.
 */
export function upperAddress(subnet: string, draw: (below: number) => number = randomInt): string {
  const [first, bits] = ipaddr.IPv4.parseCIDR(subnet);
  const half = 2 ** (31 - bits);
  const number = Buffer.from(first.toByteArray()).readUInt32BE() + half + draw(half - 1);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes.join('.');
}
