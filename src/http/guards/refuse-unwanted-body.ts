import type { FastifyReply, FastifyRequest } from 'fastify';
import { inertLine } from '../../text/inert-text.ts';
import { HttpProblem } from '../http-problem.ts';

const shownCharacters = 64;

/** Refuses a body where the route takes none: what somebody asks for is done or refused, never passed over. */
export async function refuseUnwantedBody(request: FastifyRequest, _reply: FastifyReply): Promise<void> {
  const { body } = request;
  if (request.routeOptions.schema?.body !== undefined || body === undefined || body === null) return;
  const [field] = typeof body === 'object' ? Object.keys(body) : [''];
  if (field === undefined) return;
  const named =
    field === '' ? '' : `, so its field "${inertLine(field.slice(0, shownCharacters))}" means nothing`;
  throw new HttpProblem('bad-request', `This route takes no body${named}.`);
}
