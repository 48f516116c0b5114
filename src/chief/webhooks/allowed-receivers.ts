import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { readAddressRange } from '../../text/address-range.ts';

/** Follows the address that is refused. */
export const notPublic = 'which is not public, and the operator of this chief does not allow it';

const longestUrl = 2000;
/** Of the ports that belong to services, those of HTTP: what is sent is to mean nothing to any other. */
const servicePorts: readonly number[] = [80, 443];
const firstOpenPort = 1024;
/** Public by its number, and a part of the machine below in one cloud: Azure's WireServer. */
const cloudAddresses: readonly string[] = ['168.63.129.16'];

/** Which addresses webhooks may be sent to: public ones, and those that the operator allows. */
export class AllowedReceivers {
  readonly #allowed = new BlockList();

  constructor(allowed: readonly string[]) {
    for (const text of allowed) {
      const range = readAddressRange(text);
      if (range !== null) this.#allowed.addSubnet(range.address, range.prefixBits, range.family);
    }
  }

  /** Whether an IP address may be connected to. Text that is none may not. */
  has(address: string): boolean {
    const version = isIP(address);
    if (version === 0) return false;
    return this.#allowed.check(address, version === 4 ? 'ipv4' : 'ipv6') || isPublic(address);
  }

  /** What is wrong with a URL, to follow "The URL"; null where nothing is that can be told without a look-up. */
  problemOf(text: string): string | null {
    const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : null;
    if (url === null) return `has to be one of http or https, of at most ${longestUrl} characters`;
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'has to begin with https:// or http://';
    if (url.username !== '' || url.password !== '')
      return 'holds a name or a password; receivers know the chief by its signature';
    if (url.hash !== '') return 'holds a #, and what follows it is never sent';
    const port = url.port === '' ? servicePorts[0]! : Number(url.port);
    if (port < firstOpenPort && !servicePorts.includes(port))
      return `names the port ${port}, which belongs to a service other than HTTP`;
    const host = hostOf(url);
    return isIP(host) !== 0 && !this.has(host) ? `leads to ${host}, ${notPublic}` : null;
  }
}

/** The name, or the address without the brackets that URLs have around those of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Of the address space only what is handed out to anybody counts; all that is set apart for something does not. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || cloudAddresses.includes(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'));
}
