import Type from 'typebox';
import { issueToken } from '../../chief/tokens/issue-token.ts';
import { readLifetime } from '../../chief/tokens/read-lifetime.ts';
import { callerOf, requireAdmin } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presentedToken } from '../present.ts';
import { accountQuery, tokenBody, tokenParams } from '../schemas/requests.ts';
import { json, nothing, problems } from '../schemas/responses.ts';
import { exactly, nullable, shared, timeMs } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];
const issuedToken = exactly({
  token: Type.String({ description: 'Shown this once.' }),
  id: Type.String(),
  account: Type.String(),
  expiresAtMs: nullable(timeMs),
  madeAccount: Type.Boolean(),
});

/** What operators see and do about tokens. */
export async function tokenRoutes(app: HttpApp, { store, clock }: HttpParts): Promise<void> {
  app.addHook('onRequest', requireAdmin);

  app.post(
    '/tokens',
    {
      schema: {
        tags,
        summary: 'Make a token, and its account where that is new',
        body: tokenBody,
        response: { 201: json(issuedToken, 'Made.'), ...problems },
      },
    },
    async (request, reply) => {
      const { account, admin = false, expires } = request.body;
      const atMs = clock.wallTimeMs();
      const lifetimeMs = expires === undefined ? null : readLifetime(expires);
      if (typeof lifetimeMs === 'object' && lifetimeMs !== null)
        throw new HttpProblem('bad-request', `The body at expires ${lifetimeMs.problem}.`);
      const expiresAtMs = lifetimeMs === null ? null : atMs + lifetimeMs;
      const act = { actor: callerOf(request).name, atMs };
      const issued = await issueToken(store, { account, admin, expiresAtMs }, act);
      if (issued.kind === 'refused') throw new HttpProblem('bad-request', issued.message);
      const { token, madeAccount } = issued;
      reply.code(201);
      return { token: token.text, id: token.id, account, expiresAtMs, madeAccount };
    },
  );

  app.get(
    '/tokens',
    {
      schema: {
        tags,
        summary: 'List tokens, oldest first',
        querystring: accountQuery,
        response: { 200: json(exactly({ items: Type.Array(shared('Token')) }), 'All of them.'), ...problems },
      },
    },
    async (request) => {
      const tokens = await store.tokens.list(request.query.account ?? null);
      return { items: tokens.map(presentedToken) };
    },
  );

  app.delete(
    '/tokens/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a token',
        params: tokenParams,
        response: { 204: nothing('Revoked.'), ...problems },
      },
    },
    async (request, reply) => {
      const act = { actor: callerOf(request).name, atMs: clock.wallTimeMs() };
      if ((await store.tokens.revoke(request.params.id, act)) === null)
        throw new HttpProblem('not-found', 'There is no such token.');
      return reply.code(204).send();
    },
  );
}
