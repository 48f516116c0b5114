import Type from 'typebox';
import type { AppParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { json, problems } from '../schemas/responses.ts';
import { exactly } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['chief'];

/** What a supervisor asks, without a token. */
export async function healthRoutes(app: HttpApp, { chief }: AppParts): Promise<void> {
  app.get(
    '/healthz',
    {
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'Whether the process answers',
        security: [],
        response: { 200: json(exactly({ alive: Type.Literal(true) }), 'It does.'), ...problems },
      },
    },
    async () => ({ alive: true }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        tags,
        operationId: 'getReadiness',
        summary: 'Whether jobs can be run now',
        security: [],
        response: { 200: json(exactly({ ready: Type.Literal(true) }), 'They can.'), ...problems },
      },
    },
    async () => {
      const readiness = await chief.ready();
      if (readiness.ready) return { ready: true };
      const { reason, help } = readiness;
      throw new HttpProblem('not-ready', reason, {
        headers: { 'retry-after': '10' },
        ...(help !== undefined && { help }),
      });
    },
  );
}
