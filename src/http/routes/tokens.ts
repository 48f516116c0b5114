import { actOf } from '../../chief/caller.ts';
import { adminAccount, issueToken } from '../../chief/tokens/issue-token.ts';
import { readLifetime } from '../../chief/tokens/read-lifetime.ts';
import { grants } from '../../store/token-scopes.ts';
import { callerOf, mayManageAdmins, tokenOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presentedPage, presentedToken } from '../present.ts';
import { madeToken } from '../schemas/account-answers.ts';
import { pageRequest, tokenBody, tokenParams, tokensQuery } from '../schemas/requests.ts';
import { json, nothing, page, problems } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];
/** What operators see and do about tokens. */
export async function tokenRoutes(app: HttpApp, { chief, store, clock, access }: HttpParts): Promise<void> {
  app.post(
    '/tokens',
    {
      // What is secret is not packed together with what a sender chose.
      compress: false,
      config: { scopes: ['operator'], isSecret: true },
      schema: {
        tags,
        operationId: 'createToken',
        summary: 'Make a token, and its account where that is new',
        body: tokenBody,
        response: { 201: json(madeToken, 'Made.'), ...problems },
      },
    },
    async (request, reply) => {
      const { account, admin = false, expires, label, scopes } = request.body;
      const atMs = clock.wallTimeMs();
      const lifetimeMs = expires === undefined ? null : readLifetime(expires);
      if (typeof lifetimeMs === 'object' && lifetimeMs !== null)
        throw new HttpProblem('bad-request', `The body at expires ${lifetimeMs.problem}.`);
      const expiresAtMs = lifetimeMs === null ? null : atMs + lifetimeMs;
      const present = await store.accounts.find(account);
      if (admin || account === adminAccount || present?.admin === true) mayManageAdmins(request);
      const wanted = {
        ...{ account, admin, expiresAtMs, forAdmins: grants(tokenOf(request).scopes, 'admin') },
        ...(label !== undefined && { label }),
        ...(scopes !== undefined && { scopes }),
      };
      const issued = await issueToken(store, wanted, actOf(callerOf(request), atMs));
      if (issued.kind === 'refused') throw new HttpProblem('bad-request', issued.message);
      const { token, madeAccount } = issued;
      const stored = await store.tokens.find(token.id);
      reply.code(201);
      return {
        ...{ token: token.text, id: token.id, account, label: stored?.label ?? '' },
        ...{ scopes: stored?.scopes ?? [], expiresAtMs, madeAccount },
      };
    },
  );

  app.get(
    '/tokens',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'listTokens',
        summary: 'List tokens, newest first',
        querystring: tokensQuery,
        response: { 200: page('Token', 'A page of them.'), ...problems },
      },
    },
    async (request) => {
      const { account = null, ...part } = request.query;
      return presentedPage(await store.tokens.list(account, pageRequest(part)), presentedToken);
    },
  );

  app.delete(
    '/tokens/:id',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'revokeToken',
        summary: 'Revoke a token',
        params: tokenParams,
        response: { 204: nothing('Revoked.'), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const token = await store.tokens.find(id);
      if (token === null) throw new HttpProblem('not-found', 'There is no such token.');
      if ((await store.accounts.find(token.account))?.admin === true) mayManageAdmins(request);
      const act = actOf(callerOf(request), clock.wallTimeMs());
      await chief.evenOnFullDisk(() => store.tokens.revoke(id, act));
      await access.look();
      return reply.code(204).send();
    },
  );
}
