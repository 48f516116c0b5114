import { resolve } from 'node:path';
import { isHostAndPort, isWebAddress } from '../text/web-address.ts';
import type { LibrarySettings } from './libraries.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The group `pip` of the configuration file. */
export interface LibraryTable {
  readonly indexUrl: string | null;
  readonly mirrors: readonly string[];
  readonly credentials: string | null;
  readonly hosts: readonly string[];
  readonly wheels: string | null;
  readonly certificates: string | null;
}

/** Its keys, each with the variable that wins over it. */
const variables = {
  indexUrl: 'BUTCHER_PIP_INDEX_URL',
  mirrors: 'BUTCHER_PIP_MIRRORS',
  credentials: 'BUTCHER_PIP_CREDENTIALS',
  hosts: 'BUTCHER_PIP_HOSTS',
  wheels: 'BUTCHER_PIP_FIND_LINKS',
  certificates: 'BUTCHER_PIP_CERT',
} as const;

/**
 * Joins the configuration's group `pip` with what the environment says instead. Returns a sentence where something in
 * them cannot be used. No value is ever quoted: an address may hold a password.
 */
export function readLibrarySettings(
  table: LibraryTable,
  env: Environment,
  cwd: string,
): LibrarySettings | { readonly problem: string } {
  const value = (key: Exclude<keyof LibraryTable, 'hosts' | 'mirrors'>) => env[variables[key]] || table[key];
  const wrong = (key: keyof LibraryTable, what: string) => ({
    problem: `The setting "pip.${key}" (${variables[key]}) must be ${what}.`,
  });
  const indexUrl = value('indexUrl');
  if (indexUrl !== null && !isWebAddress(indexUrl)) return wrong('indexUrl', 'an address of http or https');
  const list = (key: 'hosts' | 'mirrors') =>
    (env[variables[key]] || null)?.split(',').map((one) => one.trim()) ?? table[key];
  const mirrors = list('mirrors');
  if (!mirrors.every(isWebAddress)) return wrong('mirrors', 'a list of addresses of http or https');
  if (mirrors.length > 0 && indexUrl === null) return wrong('mirrors', 'set beside "pip.indexUrl"');
  const hosts = list('hosts');
  if (!hosts.every(isHostAndPort))
    return wrong('hosts', 'a list of hosts such as "files.example.org" or "files.example.org:8443"');
  const absolute = (path: string | null) => (path === null ? null : resolve(cwd, path));
  return {
    ...{ indexUrl, mirrors, hosts, wheelFolder: absolute(value('wheels')) },
    credentials: absolute(value('credentials')),
    certificates: absolute(value('certificates')),
  };
}
