import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FailureError, failureCatalogue } from '../../failures.ts';
import { inertLine } from '../../inert-text.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { HttpProblem } from '../http-problem.ts';

/** Makes the answer of what a request ended with. What nobody planned is logged and is our fault. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemFrom(error) ?? internal(error, request);
  const { body, headers } = problem;
  return reply.code(body.status).headers(headers).type('application/problem+json').send(body);
}

function problemFrom(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  if (error instanceof FailureError) {
    const { code, message, help } = error.failure;
    return code === 'internal' ? null : new HttpProblem(code, message, { help });
  }
  if (isDiskFull(error)) return new HttpProblem('disk-full', 'The disk of the chief is full.');
  const { statusCode = 500, message } = error as FastifyError;
  if (statusCode === 413) return new HttpProblem('body-too-large', 'The body is too large for this route.');
  if (statusCode === 415)
    return new HttpProblem('unsupported-media-type', 'This route does not take a body of that Content-Type.');
  if (statusCode >= 400 && statusCode < 500) return new HttpProblem('bad-request', inertLine(message));
  return null;
}

function internal(error: unknown, request: FastifyRequest): HttpProblem {
  request.log.error({ err: error }, 'a request failed');
  const { meaning } = failureCatalogue.internal;
  return new HttpProblem('internal', meaning, { members: { request: request.id } });
}
