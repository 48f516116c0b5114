import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A hook against web pages that make a browser on this machine or network send requests here. It refuses hosts that
 * are none of the loopback's names, the address that the request came in at and `names`, which a page gets by pointing
 * its own name here; origins other than the host itself; and what the browser says comes from another site, unless
 * somebody has followed a link there. Headers of proxies are not heard.
 */
export function checkOrigin(names: readonly string[]) {
  const known = new Set([...loopbackNames, ...names.map((name) => name.toLowerCase())]);
  return async ({ method, headers, socket }: FastifyRequest): Promise<void> => {
    const host = hostOf(headers.host);
    if (host === null || !(known.has(host.name) || host.name === inBrackets(socket.localAddress)))
      throw new HttpProblem('foreign-host', 'This chief does not answer to the name in the Host header.');
    if (headers.origin !== undefined && originHost(headers.origin) !== host.authority)
      throw new HttpProblem('foreign-origin', 'A page of another origin sent this request.');
    if (isFromOtherSite(headers['sec-fetch-site']) && !isFollowedLink(method, headers))
      throw new HttpProblem('foreign-origin', 'A page of another site sent this request.');
  };
}

/** Browsers mark requests so: `same-origin` are pages of the chief, `none` is what the user did outside any page. */
function isFromOtherSite(mark: string | string[] | undefined): boolean {
  return mark !== undefined && mark !== 'same-origin' && mark !== 'none';
}

/** It brings a page up in a window of its own, and carries no token. */
function isFollowedLink(method: string, headers: FastifyRequest['headers']): boolean {
  const isPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isPage && (method === 'GET' || method === 'HEAD');
}

function hostOf(header: string | undefined): { readonly name: string; readonly authority: string } | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(header ?? '');
  return match === null
    ? null
    : { name: match[1]!.toLowerCase(), authority: match[0].toLowerCase().replace(/:(80|443)$/, '') };
}

/** Name and port of an origin; null for `null` and for what is none. */
function originHost(origin: string): string | null {
  const match = /^https?:\/\/([^/]+)$/i.exec(origin);
  return match === null ? null : match[1]!.toLowerCase().replace(/:(80|443)$/, '');
}

/** An address as a Host header writes it. */
function inBrackets(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/, '');
  return plain !== undefined && isIP(plain) === 6 ? `[${plain}]` : plain;
}
