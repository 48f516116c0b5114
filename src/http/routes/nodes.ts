import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { json, problems } from '../schemas/responses.ts';
import { shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

/** What operators see of the machines that workers run on. */
export async function nodeRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.get(
    '/nodes',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags: ['operators'],
        operationId: 'listNodes',
        summary: 'See the machines where workers run, and the room on each',
        response: { 200: json(shared('Nodes'), 'As they are now.'), ...problems },
      },
    },
    async () => {
      const capacity = await chief.nodes();
      if (capacity === null)
        throw new HttpProblem('not-ready', 'The container engine does not answer.', {
          headers: { 'retry-after': '10' },
        });
      return capacity;
    },
  );
}
