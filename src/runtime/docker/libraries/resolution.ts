import type { Distribution } from '../../../model/libraries.ts';
import { isAllowedHost, readHostAndPort } from './allowed-hosts.ts';
import type { ResolvedDistribution } from './installer-lines.ts';

/** Where the files of a resolution may come from. */
export interface FileOrigins {
  /** As `allowedHosts` makes them; empty without an index. */
  readonly hosts: ReadonlySet<string>;
  /** Folders of the container with wheels. */
  readonly folders: readonly string[];
}

/**
 * The first that comes from elsewhere than an index or a folder of wheels: it was asked for by an address, lies on a
 * host that is not allowed, or is some file of the container. Null: all are fine.
 */
export function foreignDistribution(
  resolved: readonly ResolvedDistribution[],
  origins: FileOrigins,
): ResolvedDistribution | null {
  return resolved.find((one) => one.direct || !isFrom(one, origins)) ?? null;
}

function isFrom({ scheme, host, path }: ResolvedDistribution, { hosts, folders }: FileOrigins): boolean {
  if (scheme === 'file')
    return folders.some((folder) => path.startsWith(`${folder}/`) && !path.includes('/../'));
  if (scheme !== 'https' && scheme !== 'http') return false;
  const target = readHostAndPort(host, scheme === 'https' ? 443 : 80);
  return target !== null && isAllowedHost(target, hosts);
}

/** The same without where they come from, by name: what a layer is named after. */
export function distributionsOf(resolved: readonly ResolvedDistribution[]): Distribution[] {
  return resolved
    .map(({ name, version, sha256 }) => ({ name, version, sha256 }))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
