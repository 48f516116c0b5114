import Type from 'typebox';
import { peerOf } from '../guards/client-address.ts';
import { Guesses } from '../guards/guesses.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem } from '../http-problem.ts';
import { json, problems } from '../schemas/responses.ts';
import { exactly, name, timeMs } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const session = exactly({
  token: Type.String({ description: 'To be sent as a bearer token.' }),
  account: name,
  admin: Type.Boolean(),
  expiresAtMs: timeMs,
});

/** How a page on the machine of the chief comes to a token. It needs none itself; addresses that guess are slowed. */
export async function sessionRoutes(
  app: HttpApp,
  { chief, clock, settings }: Pick<HttpParts, 'chief' | 'clock' | 'settings'>,
): Promise<void> {
  const guesses = new Guesses(settings.guesses, () => clock.now());
  app.post(
    '/session',
    {
      schema: {
        tags: ['about'],
        operationId: 'openSession',
        summary: 'Exchange a one-time code for a token',
        description:
          'The code is of `butcher open`, can be used once and for a minute. The token lasts 12 hours.',
        security: [],
        body: exactly({ code: Type.String({ maxLength: 100 }) }),
        response: { 200: json(session, 'The token.'), ...problems },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { code } = request.body;
      const outcome = await guesses.judge(peerOf(request.ip), code, async () => {
        const begun = granted(await chief.beginSession(code, request.ip));
        return begun.kind === 'begun' ? { ...begun, kind: 'valid' as const } : begun;
      });
      if (outcome.kind === 'slowed') {
        const headers = { 'retry-after': String(Math.ceil(outcome.waitSeconds)) };
        throw new HttpProblem('too-many-requests', 'Too many codes that are none came from this address.', {
          headers,
        });
      }
      if (outcome.kind !== 'valid')
        throw new HttpProblem(
          'unauthorized',
          'The code is none, was used before, or is older than a minute.',
          {
            help: 'Run `butcher open` again, or sign in with a token.',
          },
        );
      const { token, account, admin, expiresAtMs } = outcome;
      return { token, account, admin, expiresAtMs };
    },
  );
}
