/** As many homes on one Swarm as can be told apart have 65,534 addresses each. */
const firstSecondByte = 213;
const lastSecondByte = 254;

/** Addresses from `start` up to, but without, `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The first of the ranges meant for clusters, as 10.213.0.0/16, that overlaps none of `taken`; null: all are taken. */
export function freeSubnet(taken: readonly string[]): string | null {
  for (let byte = firstSecondByte; byte <= lastSecondByte; byte += 1) {
    const subnet = `10.${byte}.0.0/16`;
    if (!taken.some((other) => overlaps(subnet, other))) return subnet;
  }
  return null;
}

/** Whether two IPv4 ranges have an address in common; false for anything else. */
export function overlaps(left: string, right: string): boolean {
  const [one, other] = [rangeOf(left), rangeOf(right)];
  return one !== null && other !== null && one.start < other.end && other.start < one.end;
}

function rangeOf(subnet: string): Range | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(subnet);
  if (match === null) return null;
  const [bits, ...bytes] = match.slice(1).map(Number).reverse() as [number, ...number[]];
  if (bits > 32 || bytes.some((byte) => byte > 255)) return null;
  const size = 2 ** (32 - bits);
  const address = bytes.reduceRight((sum, byte) => 256 * sum + byte, 0);
  const start = address - (address % size);
  return { start, end: start + size };
}
