import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FailureError, failureCatalogue } from '../../model/failures.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { inertLine } from '../../text/inert-text.ts';
import { HttpProblem } from '../http-problem.ts';

const badParts: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The address is not valid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body lacks JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON',
};

/** Makes the answer of what a request ended with. What nobody planned is logged and is our fault. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemFrom(error) ?? internal(error, request);
  const { body, headers } = problem;
  // What the framework itself refuses has passed no hook.
  const named = { ...headers, 'x-request-id': request.id };
  const told = { ...body, request: request.id };
  return reply.code(body.status).headers(named).type('application/problem+json').send(told);
}

function problemFrom(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  if (error instanceof FailureError) {
    const { code, message, help } = error.failure;
    return code === 'internal' ? null : new HttpProblem(code, message, { help });
  }
  if (isDiskFull(error))
    return new HttpProblem('disk-full', 'The disk of the chief is full.', {
      headers: { 'retry-after': '10' },
    });
  const { statusCode = 500, code, message } = error as FastifyError;
  if (code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new HttpProblem('not-found', 'There is nothing of that name.');
  if (statusCode === 413) return new HttpProblem('body-too-large', 'The body is too large for this route.');
  if (statusCode === 415)
    return new HttpProblem('unsupported-media-type', 'This route does not take a body of that Content-Type.');
  if (statusCode < 400 || statusCode >= 500) return null;
  const what = badParts[code] ?? 'The request is not valid';
  return new HttpProblem('bad-request', `${what}: ${inertLine(message).replace(/\.$/, '')}.`);
}

function internal(error: unknown, request: FastifyRequest): HttpProblem {
  request.log.error({ err: error }, 'a request failed');
  const { meaning } = failureCatalogue.internal;
  return new HttpProblem('internal', meaning);
}
