import type { Registry } from 'prom-client';
import { problems, stream } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

/** Figures for Prometheus, to be read with a token of the scope `metrics`. */
export async function metricsRoutes(
  app: HttpApp,
  { registry }: { readonly registry: Registry },
): Promise<void> {
  app.get(
    '/metrics',
    {
      config: { scopes: ['metrics'] },
      schema: {
        tags: ['chief'],
        operationId: 'getMetrics',
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
