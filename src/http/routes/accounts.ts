import Type from 'typebox';
import { callerOf, requireAdmin } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presentedPage } from '../present.ts';
import { auditQuery, blockBody, nameParams, pageRequest } from '../schemas/requests.ts';
import { json, page, problems, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];

/** What operators see and do about accounts. */
export async function accountRoutes(app: HttpApp, { chief, store, clock }: HttpParts): Promise<void> {
  app.addHook('onRequest', requireAdmin);

  app.get(
    '/accounts',
    {
      schema: {
        tags,
        summary: 'List accounts, by name, with the bytes that they have',
        response: {
          200: json(exactly({ items: Type.Array(shared('AccountInUse')) }), 'All of them.'),
          ...problems,
        },
      },
    },
    async () => {
      const accounts = await store.accounts.list();
      const items = accounts.map(async (account) => ({ ...account, usage: await chief.usage(account.name) }));
      return { items: await Promise.all(items) };
    },
  );

  app.post(
    '/accounts/:name/block',
    {
      schema: {
        tags,
        summary: 'Block an account',
        params: nameParams,
        body: blockBody,
        response: { 200: wrapped('account', 'Account', 'Blocked.'), ...problems },
      },
    },
    async (request) => {
      const act = { actor: callerOf(request).name, atMs: clock.wallTimeMs() };
      const account = await store.accounts.block(request.params.name, request.body.reason, act);
      return { account: known(account) };
    },
  );

  app.post(
    '/accounts/:name/unblock',
    {
      schema: {
        tags,
        summary: 'Let an account in again, its strikes forgiven',
        params: nameParams,
        response: { 200: wrapped('account', 'Account', 'Unblocked.'), ...problems },
      },
    },
    async (request) => {
      const act = { actor: callerOf(request).name, atMs: clock.wallTimeMs() };
      return { account: known(await store.accounts.unblock(request.params.name, act)) };
    },
  );

  app.get(
    '/audit',
    {
      schema: {
        tags,
        summary: 'Read the audit trail, newest first',
        querystring: auditQuery,
        response: { 200: page('AuditRow', 'One page.'), ...problems },
      },
    },
    async (request) => {
      const { account = null, ...rest } = request.query;
      return presentedPage(await store.audit.list(account, pageRequest(rest)), (row) => row);
    },
  );
}

function known<Found>(found: Found | null): Found {
  if (found === null) throw new HttpProblem('not-found', 'There is no such account.');
  return found;
}
