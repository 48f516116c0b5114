import { actOf } from '../../chief/caller.ts';
import { rotateToken } from '../../chief/tokens/issue-token.ts';
import { grants } from '../../store/token-scopes.ts';
import { callerOf, tokenOf } from '../guards/authenticate.ts';
import { type Rate, TokenBuckets } from '../guards/token-bucket.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presentedPage, presentedToken } from '../present.ts';
import { issuedToken } from '../schemas/account-answers.ts';
import { pageQuery, pageRequest, tokenParams } from '../schemas/requests.ts';
import { json, nothing, page, problems } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['about'];
/** A token that was replaced stays in the lists, and in the audit trail. */
const rotationRate: Rate = { perSecond: 1 / 60, burst: 10 };

/** What everybody sees and does about the own tokens. */
export async function ownTokenRoutes(
  app: HttpApp,
  { chief, store, clock, access }: HttpParts,
): Promise<void> {
  const rotations = new TokenBuckets(rotationRate, () => clock.now());
  app.get(
    '/me/tokens',
    {
      schema: {
        tags,
        operationId: 'listOwnTokens',
        summary: 'List the tokens of the own account, newest first',
        querystring: pageQuery,
        response: { 200: page('Token', 'A page of them.'), ...problems },
      },
    },
    async (request) => {
      const { name } = callerOf(request);
      return presentedPage(await store.tokens.list(name, pageRequest(request.query)), presentedToken);
    },
  );

  app.post(
    '/me/tokens/rotate',
    {
      compress: false,
      config: { scopes: [], isSecret: true },
      schema: {
        tags,
        operationId: 'rotateToken',
        summary: 'Get another token in place of the one that the request came with',
        description:
          'It has the same label and scopes, and lives as long anew; the other one ends in a minute, so that an answer ' +
          'which was lost can be asked for again.',
        response: { 201: json(issuedToken, 'Made.'), ...problems },
      },
    },
    async (request, reply) => {
      const { account, label, scopes } = tokenOf(request);
      const waitSeconds = rotations.take(account);
      if (waitSeconds > 0) throw tooOften(account, waitSeconds);
      const act = actOf(callerOf(request), clock.wallTimeMs());
      const rotated = await rotateToken(store, tokenOf(request), act);
      if (rotated === null) throw new HttpProblem('not-found', 'The token has been revoked.');
      const { token, expiresAtMs } = rotated;
      reply.code(201);
      return { token: token.text, id: token.id, account, label, scopes, expiresAtMs };
    },
  );

  app.delete(
    '/me/tokens/:id',
    {
      schema: {
        tags,
        operationId: 'revokeOwnToken',
        summary: 'Revoke a token of the own account',
        params: tokenParams,
        response: { 204: nothing('Revoked.'), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const caller = callerOf(request);
      const token = await store.tokens.find(id);
      if (token?.account !== caller.name)
        throw new HttpProblem('not-found', 'The account has no such token.');
      const own = tokenOf(request).scopes;
      if (!token.scopes.every((scope) => grants(own, scope)))
        throw new HttpProblem(
          'forbidden',
          `The token ${id} may do what yours may not: it has the scope ${token.scopes.join(', ')}.`,
        );
      const act = actOf(caller, clock.wallTimeMs());
      await chief.evenOnFullDisk(() => store.tokens.revoke(id, act));
      await access.look();
      return reply.code(204).send();
    },
  );
}

function tooOften(account: string, waitSeconds: number): HttpProblem {
  const detail = `The account ${account} may replace ${rotationRate.burst} tokens at once, and then one a minute.`;
  const headers = { 'retry-after': String(Math.ceil(waitSeconds)) };
  return new HttpProblem('too-many-requests', detail, { headers });
}
