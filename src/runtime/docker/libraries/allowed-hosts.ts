/** The index that pip takes when none is named, and the hosts that it serves files from. */
export interface PipDefaults {
  readonly indexUrl: string;
  readonly hosts: readonly string[];
}

/** A host and a port, as a request names them. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

const usualPorts: readonly number[] = [443, 80];
const longestHost = 253;

/**
 * Hosts that pip may reach for an index: the index's own, those that the operator names, and where it is pip's own
 * index, those that pip knows it to serve files from. In lower case, as `host` or `host:port`.
 */
export function allowedHosts(
  indexUrl: string,
  configured: readonly string[],
  defaults: PipDefaults,
): ReadonlySet<string> {
  const { host } = new URL(indexUrl);
  const known = host === new URL(defaults.indexUrl).host ? defaults.hosts : [];
  return new Set([host, ...configured, ...known].map((one) => one.toLowerCase()));
}

/** Whether a host is among the allowed: one that is named without a port is so on the ports of HTTP and TLS. */
export function isAllowedHost({ host, port }: HostAndPort, allowed: ReadonlySet<string>): boolean {
  const name = host.toLowerCase();
  return allowed.has(`${name}:${port}`) || (usualPorts.includes(port) && allowed.has(name));
}

/** Reads `host:port` of a CONNECT request or of an address; null where it is something else. */
export function readHostAndPort(text: string, usualPort: number | null = null): HostAndPort | null {
  if (text.length > longestHost + 6) return null;
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? usualPort : Number(digits);
  return host === undefined || port === null || port < 1 || port > 65_535 ? null : { host, port };
}
