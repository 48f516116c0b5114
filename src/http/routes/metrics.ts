import { requireAdmin } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { chiefRegistry } from '../metrics/chief-registry.ts';
import { problems, stream } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

/** Figures for Prometheus, to be read with an admin's token. */
export async function metricsRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  const registry = chiefRegistry(chief.metrics);
  app.get(
    '/metrics',
    {
      onRequest: requireAdmin,
      schema: {
        tags: ['chief'],
        summary: 'Read the figures of this chief',
        response: { 200: stream('text/plain', 'In the text format of Prometheus.'), ...problems },
      },
    },
    async (_request, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    },
  );
}
