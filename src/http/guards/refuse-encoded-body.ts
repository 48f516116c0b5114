import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';

/** Refuses a body that has to be decoded first: taken as it came, it would be other data than its sender meant. */
export async function refuseEncodedBody({ headers }: FastifyRequest, _reply: FastifyReply): Promise<void> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw new HttpProblem('unsupported-media-type', 'No body is taken with a Content-Encoding.', {
    help: 'Send it without that header: what is compressed is then kept as it is, and else as it was before.',
    headers: { 'accept-encoding': 'identity' },
  });
}
