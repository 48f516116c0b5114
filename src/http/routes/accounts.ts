import { Readable } from 'node:stream';
import Type from 'typebox';
import { actOf } from '../../chief/caller.ts';
import type { AuditFilter, AuditRow, AuditStore } from '../../store/audit.ts';
import type { Page } from '../../store/page.ts';
import { inertJson } from '../../text/inert-text.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presentedPage } from '../present.ts';
import { auditExportQuery, auditQuery, blockBody, nameParams, pageRequest } from '../schemas/requests.ts';
import { json, page, problems, stream, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];

/** What operators see and do about accounts. */
export async function accountRoutes(app: HttpApp, { chief, store, clock }: HttpParts): Promise<void> {
  app.get(
    '/accounts',
    {
      config: { scopes: ['operator'] },
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
      config: { scopes: ['operator'] },
      schema: {
        tags,
        summary: 'Block an account',
        params: nameParams,
        body: blockBody,
        response: { 200: wrapped('account', 'Account', 'Blocked.'), ...problems },
      },
    },
    async (request) => {
      const act = actOf(callerOf(request), clock.wallTimeMs());
      const account = await store.accounts.block(request.params.name, request.body.reason, act);
      return { account: known(account) };
    },
  );

  app.post(
    '/accounts/:name/unblock',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        summary: 'Let an account in again, its strikes forgiven',
        params: nameParams,
        response: { 200: wrapped('account', 'Account', 'Unblocked.'), ...problems },
      },
    },
    async (request) => {
      const act = actOf(callerOf(request), clock.wallTimeMs());
      return { account: known(await store.accounts.unblock(request.params.name, act)) };
    },
  );

  app.get(
    '/audit',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        summary: 'Read the audit trail, newest first',
        querystring: auditQuery,
        response: { 200: page('AuditRow', 'One page.'), ...problems },
      },
    },
    async (request) => {
      const { account = null, limit, cursor, ...filter } = request.query;
      const page = pageRequest({
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      });
      return presentedPage(await store.audit.list(account, page, filter), (row) => row);
    },
  );

  app.get(
    '/audit/export',
    {
      config: { scopes: ['operator'], holds: 'download' },
      schema: {
        tags,
        summary: 'Read the whole audit trail as lines of JSON, newest first',
        querystring: auditExportQuery,
        response: { 200: stream('application/x-ndjson', 'One row on each line.'), ...problems },
      },
    },
    async (request, reply) => {
      const { account = null, ...filter } = request.query;
      reply.type('application/x-ndjson');
      return reply.send(Readable.from(auditLines(store.audit, account, filter), { objectMode: false }));
    },
  );
}

async function* auditLines(
  audit: AuditStore,
  account: string | null,
  filter: AuditFilter,
): AsyncGenerator<string> {
  let before: number | null = Number.MAX_SAFE_INTEGER;
  while (before !== null) {
    const { items, next }: Page<AuditRow> = await audit.list(account, { limit: 500, before }, filter);
    if (items.length > 0) yield items.map((row) => `${inertJson(JSON.stringify(row))}\n`).join('');
    before = next;
  }
}

function known<Found>(found: Found | null): Found {
  if (found === null) throw new HttpProblem('not-found', 'There is no such account.');
  return found;
}
