import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** What scripts of other origins may read beside what every answer has. */
const exposed = [
  ...['etag', 'link', 'location', 'retry-after', 'ratelimit', 'ratelimit-policy', 'content-disposition'],
  ...['accept-ranges', 'content-range', 'repr-digest', 'www-authenticate'],
  ...['upload-offset', 'upload-complete', 'upload-length', 'upload-limit'],
].join(', ');
const preflightSeconds = 600;

/**
 * A hook against web pages that make a browser on this machine or network send requests here. It refuses hosts that
 * are none of the loopback's names, the address that the request came in at and `names`, which a page gets by pointing
 * its own name here; origins other than the host itself; and what the browser says comes from another site, unless
 * somebody has followed a link there. Where a server before the chief changes the host, the browser's word that a page
 * is of the same origin counts for the origins of `names`. Pages of `allowed` origins are let through, and told so as
 * CORS has it; a token they need all the same. Headers of proxies are not heard.
 */
export function checkOrigin(names: readonly string[], allowed: readonly string[] = []) {
  const own = new Set(names.map((name) => name.toLowerCase()));
  const known = new Set([...loopbackNames, ...own]);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { method, headers, socket } = request;
    const host = hostOf(headers.host);
    if (host === null || !(known.has(host.name) || host.name === inBrackets(socket.localAddress)))
      throw new HttpProblem('foreign-host', 'This chief does not answer to the name in the Host header.');
    const { origin } = headers;
    const mark = headers['sec-fetch-site'];
    if (allowed.length > 0) reply.header('vary', 'Origin');
    if (origin !== undefined && allowed.includes(origin)) return share(request, reply, origin);
    const sameOrigin = originHost(origin ?? '');
    const isRewritten = mark === 'same-origin' && own.has(withoutPort(sameOrigin));
    if (origin !== undefined && sameOrigin !== host.authority && !isRewritten)
      throw new HttpProblem('foreign-origin', 'A page of another origin sent this request.');
    if (isFromOtherSite(mark) && !isFollowedLink(method, headers))
      throw new HttpProblem('foreign-origin', 'A page of another site sent this request.');
  };
}

/** Lets a page of another origin read the answer, and asks of what may be sent are answered at once (CORS). */
function share({ method, headers }: FastifyRequest, reply: FastifyReply, origin: string): unknown {
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', exposed);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return;
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, if-match, if-none-match, if-range, last-event-id, range, repr-digest, upload-complete, upload-offset',
      'access-control-max-age': preflightSeconds,
    })
    .send();
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

function withoutPort(authority: string | null): string {
  return authority?.replace(/:\d{1,5}$/, '') ?? '';
}

/** An address as a Host header writes it. */
function inBrackets(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/, '');
  return plain !== undefined && isIP(plain) === 6 ? `[${plain}]` : plain;
}
