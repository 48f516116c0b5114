import { type RequestOptions, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostAndPort } from './allowed-hosts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const connectMs = 20_000;

/** The proxy through which this machine reaches a host, as its environment says; null: none. */
export function upstreamProxy(scheme: 'http' | 'https', { host }: HostAndPort, env: Environment): URL | null {
  const name = `${scheme}_proxy`;
  const address = env[name] || (scheme === 'https' ? env.HTTPS_PROXY : undefined);
  if (!address || isExempt(host.toLowerCase(), env.no_proxy ?? env.NO_PROXY ?? '')) return null;
  return new URL(address.includes('://') ? address : `http://${address}`);
}

function isExempt(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some((entry) => entry === '*' || (entry !== '' && (host === entry || host.endsWith(`.${entry}`))));
}

/** Opens a connection to a host, through a proxy where there is one. Rejects where there is no way. */
export function openTunnel(target: HostAndPort, upstream: URL | null): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    if (upstream === null) {
      const socket = connect({ host: target.host, port: target.port, timeout: connectMs });
      socket.once('connect', () => resolve(socket.setTimeout(0)));
      socket.once('timeout', () => socket.destroy(timedOut()));
      socket.once('error', reject);
      return;
    }
    const path = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
    const asked = sendTo(upstream, { method: 'CONNECT', path, headers: { host: path } });
    asked.once('connect', (answer, socket, head) => {
      if (answer.statusCode === 200) {
        // What came together with the answer is of the tunnel already.
        socket.unshift(head);
        resolve(socket);
      } else {
        socket.destroy();
        reject(Object.assign(new Error('the proxy refused'), { code: `HTTP ${answer.statusCode}` }));
      }
    });
    asked.once('timeout', () => asked.destroy(timedOut()));
    asked.once('error', reject);
    asked.end();
  });
}

/** A request to a proxy, with the name and password of its address. */
export function sendTo(proxy: URL, options: RequestOptions) {
  const send = proxy.protocol === 'https:' ? requestByTls : request;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const given =
    login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  return send({
    ...options,
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    headers: { ...(options.headers as Record<string, string>), ...given },
    timeout: connectMs,
  });
}

function timedOut(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
}
