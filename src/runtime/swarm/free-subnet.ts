import { BlockList } from 'node:net';
import { type AddressRange, readAddressRange } from '../../text/address-range.ts';

/** As many homes on one Swarm as can be told apart have 65,534 addresses each. */
const firstSecondByte = 213;
const lastSecondByte = 254;

/** The first of the ranges meant for clusters, as 10.213.0.0/16, that overlaps none of `taken`; null: all are taken. */
export function freeSubnet(taken: readonly string[]): string | null {
  for (let byte = firstSecondByte; byte <= lastSecondByte; byte += 1) {
    const subnet = `10.${byte}.0.0/16`;
    if (!taken.some((other) => overlaps(subnet, other))) return subnet;
  }
  return null;
}

/** Whether two ranges have an address in common; false for what is none. One is in the other, or they are apart. */
export function overlaps(left: string, right: string): boolean {
  const [one, other] = [readAddressRange(left), readAddressRange(right)];
  if (one === null || other === null || one.family !== other.family) return false;
  return isIn(one, other) || isIn(other, one);
}

function isIn({ address, family }: AddressRange, range: AddressRange): boolean {
  const list = new BlockList();
  list.addSubnet(range.address, range.prefixBits, range.family);
  return list.check(address, family);
}
