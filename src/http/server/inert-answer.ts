import type { FastifyReply, FastifyRequest } from 'fastify';
import { inertJson } from '../../text/inert-text.ts';

/** Answers in JSON hold what packages and containers say: the same values, written so that no terminal acts on them. */
export async function inertAnswer(
  _request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const type = String(reply.getHeader('content-type') ?? '');
  return typeof payload === 'string' && /^application\/(problem\+)?json/.test(type)
    ? inertJson(payload)
    : payload;
}
