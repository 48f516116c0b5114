import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../chief/problem.ts';
import { granted, HttpProblem } from '../http-problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route sees to `If-Match` itself. */
    readonly matches?: true;
  }
}

/** Of what has an ETag: a client may keep it and asks each time whether it is still so. */
export const revalidated = 'private, no-cache';

/**
 * The answer to a request for one thing, with an ETag: 304 where the client has it, 412 where it wanted another. It is
 * not compressed, since a strong ETag is one of the bytes.
 */
export function tagged(request: FastifyRequest, reply: FastifyReply, value: object): FastifyReply {
  const text = JSON.stringify(value);
  const etag = tagOf(text);
  reply.headers({ etag, 'cache-control': revalidated });
  requireMatch(request, etag);
  if (noneMatches(request, etag)) return reply.code(304).send();
  return reply.type('application/json').send(text);
}

/**
 * Before something is changed: refuses with 412 where `If-Match` names another state than the present one, which is
 * asked for only where it is named. Throws what `current` refuses.
 */
export async function checkMatch(
  request: FastifyRequest,
  current: () => Promise<object | Problem>,
): Promise<void> {
  if (request.headers['if-match'] === undefined) return;
  requireMatch(request, tagOf(JSON.stringify(granted(await current()))));
}

/** A hook for what has no ETag, which then matches none but `*`. */
export async function refuseMatch(request: FastifyRequest): Promise<void> {
  const { method, headers, routeOptions } = request;
  if (method === 'GET' || method === 'HEAD' || routeOptions.config.matches === true) return;
  if (headers['if-match'] !== undefined) requireMatch(request, null);
}

/** Throws 412 where `If-Match` is there and does not name the ETag (RFC 9110, by strong comparison). */
export function requireMatch({ headers }: FastifyRequest, etag: string | null): void {
  const wanted = headers['if-match'];
  if (wanted === undefined || namesOf(wanted).some((name) => name === '*' || name === etag)) return;
  throw new HttpProblem('precondition-failed', 'It is not in the state that If-Match names.');
}

/** Whether `If-None-Match` names the ETag (by weak comparison). */
export function noneMatches({ headers }: FastifyRequest, etag: string): boolean {
  const names = namesOf(headers['if-none-match'] ?? '');
  return names.some((name) => name === '*' || name.replace(/^W\//, '') === etag);
}

function namesOf(header: string): readonly string[] {
  return header.split(',').map((name) => name.trim());
}

function tagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 32)}"`;
}
