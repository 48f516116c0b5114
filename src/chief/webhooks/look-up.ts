import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Finds the addresses of a host's name, none where it has none. Ends with the signal. */
export type LookUp = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** How long a server is waited for, and how often it is asked. */
const patience = { timeout: 3000, tries: 2 };

/**
 * Asks DNS itself, and only that: the system's own look-up takes one of few threads of the whole process for as long as
 * a server of names hangs, and whoever owns a name decides how long that is. What is an address stands for itself.
 * `servers` are those of the machine unless others are given.
 */
export function dnsLookUp(servers: readonly string[] | null = null): LookUp {
  return async (host, signal) => {
    if (isIP(host) !== 0) return [host];
    if (/(^|\.)localhost\.?$/i.test(host)) return ['127.0.0.1', '::1'];
    const resolver = new Resolver(patience);
    if (servers !== null) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      signal.throwIfAborted();
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
