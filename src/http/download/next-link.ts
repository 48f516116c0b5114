import type { FastifyReply, FastifyRequest } from 'fastify';

/** A hook that says in `Link` where a list goes on (RFC 8288), relative to the address of the request. */
export async function linkNext(
  { query }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { next = null } = (payload ?? {}) as { readonly next?: unknown };
  if (typeof next !== 'string') return payload;
  const entries = Object.entries(query as Readonly<Record<string, unknown>>);
  const given = entries.filter(([name]) => name !== 'cursor').map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(Object.fromEntries([...given, ['cursor', next]]));
  reply.header('link', `<?${search}>; rel="next"`);
  return payload;
}
