import Type from 'typebox';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { json, problems } from '../schemas/responses.ts';
import { count, exactly, name, oneOf, timeMs } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];

const expiring = exactly({
  items: Type.Array(
    exactly({
      kind: oneOf(['job', 'package', 'dataset']),
      id: Type.String({ description: 'Id or digest.' }),
      name: Type.String(),
      account: name,
      bytes: count,
      lastNeededMs: timeMs,
    }),
    { description: 'At most a thousand of each kind.' },
  ),
  auditRows: count,
});

/** How operators keep a chief going. */
export async function upkeepRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.get(
    '/gc',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        summary: 'See what would be removed now, as its time has come',
        response: { 200: json(expiring, 'What `serve.retention` says.'), ...problems },
      },
    },
    async () => chief.expiring(),
  );

  app.post(
    '/gc',
    {
      config: { scopes: ['operator'], takesNoTurn: true },
      schema: {
        tags,
        summary: 'Remove what has been kept long enough',
        description: 'As the chief does by itself every hour. Nothing that is in use goes.',
        response: { 200: json(expiring, 'What went.'), ...problems },
      },
    },
    async () => granted(await chief.removeExpired()),
  );
}
