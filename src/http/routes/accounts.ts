import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { actOf } from '../../chief/caller.ts';
import { settingChange } from '../../chief/service/own-settings.ts';
import { blockReasonProblem } from '../../store/accounts.ts';
import type { AuditFilter, AuditRow, AuditStore } from '../../store/audit.ts';
import type { Page } from '../../store/page.ts';
import { inertJson } from '../../text/inert-text.ts';
import { callerOf, mayManageAdmins } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem } from '../http-problem.ts';
import { presentedPage, presentedStrike } from '../present.ts';
import { blockedAccount } from '../schemas/account-answers.ts';
import {
  auditExportQuery,
  auditQuery,
  blockBody,
  cancelBody,
  namedPageQuery,
  nameParams,
  pageQuery,
  pageRequest,
  settingsBody,
} from '../schemas/requests.ts';
import { json, nothing, page, problems, stream, wrapped } from '../schemas/responses.ts';
import { count, exactly } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['operators'];

/** What operators see and do about accounts. */
export async function accountRoutes(app: HttpApp, { chief, store, clock, access }: HttpParts): Promise<void> {
  /** An admin's account is for admins alone to change. */
  const mayTouch = async (request: FastifyRequest) => {
    const { name } = request.params as { readonly name: string };
    if ((await store.accounts.find(name))?.admin === true) mayManageAdmins(request);
  };
  app.get(
    '/accounts',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'listAccounts',
        summary: 'List accounts, by name, with the bytes that they have',
        querystring: namedPageQuery,
        response: { 200: page('AccountInUse', 'A page of them.'), ...problems },
      },
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const { items, next } = await store.accounts.page({
        limit,
        ...(cursor !== undefined && { after: cursor }),
      });
      const inUse = items.map(async (account) => ({ ...account, usage: await chief.usage(account.name) }));
      return { items: await Promise.all(inUse), next };
    },
  );

  app.get(
    '/accounts/:name',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'getAccount',
        summary: 'See an account',
        params: nameParams,
        response: { 200: wrapped('account', 'AccountInUse', 'As it is now.'), ...problems },
      },
    },
    async (request) => {
      const account = known(await store.accounts.find(request.params.name));
      return { account: { ...account, usage: await chief.usage(account.name) } };
    },
  );

  app.patch(
    '/accounts/:name',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'changeAccount',
        summary: 'Decide something for one account',
        description:
          'What is left out stays as it is; null takes a setting back to what the chief has for all.',
        params: nameParams,
        body: settingsBody,
        response: { 200: wrapped('account', 'Account', 'Changed.'), ...problems },
      },
    },
    async (request) => {
      await mayTouch(request);
      const read = settingChange(request.body.settings);
      if ('problem' in read) throw new HttpProblem('bad-request', read.problem);
      const act = actOf(callerOf(request), clock.wallTimeMs());
      const account = known(await store.accounts.configure(request.params.name, read.change, act));
      await chief.enforceBlocks();
      return { account };
    },
  );

  app.get(
    '/accounts/:name/strikes',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'listStrikes',
        summary: 'List the strikes of an account with their reasons, newest first',
        params: nameParams,
        querystring: pageQuery,
        response: { 200: page('Strike', 'A page of them.'), ...problems },
      },
    },
    async (request) => {
      const { name } = known(await store.accounts.find(request.params.name));
      return presentedPage(await store.incidents.strikes(name, pageRequest(request.query)), presentedStrike);
    },
  );

  app.post(
    '/accounts/:name/block',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'blockAccount',
        summary: 'Block an account',
        description:
          'One that is blocked already keeps its first reason and time; with `stop` what it runs is cancelled all the same.',
        params: nameParams,
        body: blockBody,
        response: { 200: json(blockedAccount, 'Blocked.'), ...problems },
      },
    },
    async (request) => {
      const act = actOf(callerOf(request), clock.wallTimeMs());
      const { reason, stop = false } = request.body;
      const wrong = blockReasonProblem(reason);
      if (wrong !== null) throw new HttpProblem('bad-request', wrong);
      await mayTouch(request);
      if (request.params.name === callerOf(request).name)
        throw new HttpProblem('wrong-state', 'It is your own account, which could not let itself in again.', {
          help: 'Let another admin block it.',
        });
      const { name } = request.params;
      const block = () => store.accounts.block(name, reason, act, stop);
      const { account, before } = known(await chief.evenOnFullDisk(block));
      if (stop) await chief.enforceBlocks();
      await access.look();
      return { account, already: before !== null };
    },
  );

  app.post(
    '/accounts/:name/stop',
    {
      config: { scopes: ['operator'], takesNoTurn: true },
      schema: {
        tags,
        operationId: 'stopAccount',
        summary: 'Cancel all jobs of an account that have not ended',
        description: 'Answers when nothing of them runs any more. Their owner is told the reason.',
        params: nameParams,
        body: cancelBody,
        response: { 200: json(exactly({ stopped: count }), 'So many jobs.'), ...problems },
      },
    },
    async (request) => {
      const { name } = request.params;
      const { jobs } = granted(
        await chief.stopAccount(callerOf(request), name, request.body?.reason ?? null),
      );
      return { stopped: jobs };
    },
  );

  app.delete(
    '/accounts/:name',
    {
      config: { scopes: ['admin'], takesNoTurn: true },
      schema: {
        tags,
        operationId: 'deleteAccount',
        summary: 'Delete an account with all that it has',
        description: 'Its jobs are cancelled first. What the audit trail says of it stays.',
        params: nameParams,
        response: { 204: nothing('Deleted.'), ...problems },
      },
    },
    async (request, reply) => {
      granted(await chief.deleteAccount(callerOf(request), request.params.name));
      await access.look();
      return reply.code(204).send();
    },
  );

  app.post(
    '/accounts/:name/unblock',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'unblockAccount',
        summary: 'Let an account in again, its strikes forgiven',
        params: nameParams,
        response: { 200: wrapped('account', 'Account', 'Unblocked.'), ...problems },
      },
    },
    async (request) => {
      const act = actOf(callerOf(request), clock.wallTimeMs());
      await mayTouch(request);
      return { account: known(await store.accounts.unblock(request.params.name, act)) };
    },
  );

  app.get(
    '/audit',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags,
        operationId: 'listAudit',
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
        operationId: 'exportAudit',
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
