import Type from 'typebox';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { json, problems } from '../schemas/responses.ts';
import { count, exactly, name, nullable, oneOf, timeMs } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];

const expiring = exactly({
  items: Type.Array(
    exactly({
      kind: oneOf(['job', 'package', 'dataset', 'upload']),
      id: Type.String({ description: 'Id or digest.' }),
      name: Type.String(),
      account: name,
      bytes: count,
      lastNeededMs: timeMs,
    }),
    { description: 'At most a thousand of each kind.' },
  ),
  tokens: { ...count, description: 'That were revoked or have expired.' },
  auditRows: count,
});

const drained = exactly({
  draining: nullable(exactly({ sinceMs: timeMs, reason: Type.String() })),
  running: count,
});

/** A body that may be left out. */
const drainBody = nullable(
  exactly({ reason: Type.Optional(Type.String({ maxLength: 200, description: 'A blank one is none.' })) }),
);

/** How operators keep a chief going. */
export async function upkeepRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.get(
    '/gc',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'listExpiring',
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
        operationId: 'removeExpired',
        summary: 'Remove what has been kept long enough',
        description: 'As the chief does by itself every hour. Nothing that is in use goes.',
        response: { 200: json(expiring, 'What went.'), ...problems },
      },
    },
    async (request) => granted(await chief.removeExpired(callerOf(request))),
  );

  app.get(
    '/drain',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'getDraining',
        summary: 'See whether jobs are begun, and how many run',
        response: { 200: json(drained, 'As it is now.'), ...problems },
      },
    },
    async () => chief.drained,
  );

  app.post(
    '/drain',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'drain',
        summary: 'Begin no job any more and take nothing new',
        description:
          'What runs goes on to its end, what waits waits. Authors are told the reason (`draining`).',
        body: drainBody,
        response: { 200: json(drained, 'It is so.'), ...problems },
      },
    },
    async (request) => chief.drain(callerOf(request), request.body?.reason ?? ''),
  );

  app.delete(
    '/drain',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'endDraining',
        summary: 'Begin jobs and take things again',
        response: { 200: json(drained, 'It is so.'), ...problems },
      },
    },
    async (request) => chief.drain(callerOf(request), null),
  );
}
