import { actOf } from '../../chief/caller.ts';
import { AllowedReceivers, notPublic } from '../../chief/webhooks/allowed-receivers.ts';
import { newWebhookSecret } from '../../chief/webhooks/sign-webhook.ts';
import type { StoredWebhook, WebhookDelivery } from '../../store/webhooks.ts';
import { callerOf, mayManageAdmins } from '../guards/authenticate.ts';
import { type Rate, TokenBuckets } from '../guards/token-bucket.ts';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../http-problem.ts';
import { presented, presentedPage } from '../present.ts';
import { nameParams, pageQuery, pageRequest } from '../schemas/requests.ts';
import { json, nothing, page, problems, wrapped } from '../schemas/responses.ts';
import { webhookBody, webhookWithSecret } from '../schemas/webhook-answers.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['about'];
const publicOnly =
  'Name a receiver at a public address, or ask the operator to have serve.webhooks.allow list this one.';
const webAddressOnly =
  'Give one such as https://lab.example/butcher, without name, password and #, on port 80, 443 or one from 1024 on.';

/** The URL of a webhook may hold a secret, so who may only read does not see it. */
const scopes = ['author'] as const;
/** Of an account: what is sent goes to somebody else. */
const testRate: Rate = { perSecond: 1 / 60, burst: 10 };
/** For how long a receiver can be given the new secret. */
const oldSecretMs = 24 * 60 * 60 * 1000;

/** Where accounts want to be told what happens. */
export async function webhookRoutes(app: HttpApp, { chief, store, clock }: HttpParts): Promise<void> {
  const tests = new TokenBuckets(testRate, () => clock.now());
  app.get(
    '/me/webhook',
    {
      config: { scopes },
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'See where the own account is told what happens',
        response: { 200: wrapped('webhook', 'Webhook', 'As it is now.'), ...problems },
      },
    },
    async (request) => ({ webhook: shown(known(await store.webhooks.find(callerOf(request).name))) }),
  );

  app.put(
    '/me/webhook',
    {
      compress: false,
      config: { scopes, isSecret: true },
      schema: {
        tags,
        operationId: 'setWebhook',
        summary: 'Be told at a URL when jobs of the own account end, and when it is blocked',
        description:
          'Deliveries are signed as standardwebhooks.com has it, with a secret that is shown once. What waits for the URL ' +
          'before goes to the new one, and the secret stays.',
        body: webhookBody,
        response: { 200: json(webhookWithSecret, 'Set.'), ...problems },
      },
    },
    async (request) => {
      const { url } = request.body;
      const problem = new AllowedReceivers(chief.terms.webhooks.allow).problemOf(url);
      if (problem !== null) {
        const help = problem.endsWith(notPublic) ? publicOnly : webAddressOnly;
        throw new HttpProblem('bad-request', `The URL ${problem}.`, { help });
      }
      const caller = callerOf(request);
      const secret = newWebhookSecret();
      const act = actOf(caller, clock.wallTimeMs());
      const webhook = known(await store.webhooks.set(caller.name, new URL(url).href, secret, act));
      return { webhook: shown(webhook), secret: webhook.secret === secret ? secret : null };
    },
  );

  app.post(
    '/me/webhook/rotate',
    {
      compress: false,
      config: { scopes, isSecret: true },
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Replace the secret that deliveries are signed with',
        description:
          'For a day they are signed with the one before as well, and until then there is no other: `wrong-state` tells when.',
        response: { 200: json(webhookWithSecret, 'Replaced.'), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const secret = newWebhookSecret();
      const atMs = clock.wallTimeMs();
      const act = actOf(caller, atMs);
      const outcome = known(await store.webhooks.rotate(caller.name, secret, atMs + oldSecretMs, act));
      if (!outcome.rotated) throw tooSoon(outcome.webhook);
      return { webhook: shown(outcome.webhook), secret };
    },
  );

  app.post(
    '/me/webhook/test',
    {
      config: { scopes },
      schema: {
        tags,
        operationId: 'testWebhook',
        summary: 'Have something delivered that says nothing',
        description: 'It is tried within seconds; the list of deliveries tells what came of it.',
        response: { 202: wrapped('delivery', 'WebhookDelivery', 'It waits.'), ...problems },
      },
    },
    async (request, reply) => {
      const { name } = callerOf(request);
      const waitSeconds = tests.take(name);
      if (waitSeconds > 0) throw tooOften(name, waitSeconds);
      const delivery = known(await store.webhooks.test(name, clock.wallTimeMs()));
      reply.code(202);
      return { delivery: shownDelivery(delivery) };
    },
  );

  app.get(
    '/me/webhook/deliveries',
    {
      config: { scopes },
      schema: {
        tags,
        operationId: 'listWebhookDeliveries',
        summary: 'List what was delivered, or is to be, newest first',
        description: 'The last thousand; what waits no more goes after a week.',
        querystring: pageQuery,
        response: { 200: page('WebhookDelivery', 'A page of them.'), ...problems },
      },
    },
    async (request) => {
      const { name } = callerOf(request);
      return presentedPage(await store.webhooks.deliveries(name, pageRequest(request.query)), shownDelivery);
    },
  );

  app.delete(
    '/me/webhook',
    {
      config: { scopes },
      schema: {
        tags,
        operationId: 'removeWebhook',
        summary: 'Be told nothing any more',
        description: 'What waits is dropped.',
        response: { 204: nothing('Removed.'), ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (!(await store.webhooks.remove(caller.name, actOf(caller, clock.wallTimeMs())))) throw none();
      return reply.code(204).send();
    },
  );

  app.delete(
    '/accounts/:name/webhook',
    {
      config: { scopes: ['operator'] },
      schema: {
        tags: ['operators'],
        operationId: 'removeWebhookOf',
        summary: 'Have an account told nothing any more',
        params: nameParams,
        response: { 204: nothing('Removed.'), ...problems },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if ((await store.accounts.find(name))?.admin === true) mayManageAdmins(request);
      if (!(await store.webhooks.remove(name, actOf(callerOf(request), clock.wallTimeMs())))) throw none();
      return reply.code(204).send();
    },
  );
}

function shown({ url, setAtMs, old }: StoredWebhook) {
  return { url, setAtMs, oldSecretEndsAtMs: old?.untilMs ?? null };
}

function shownDelivery(delivery: WebhookDelivery) {
  const { account: _, ...rest } = presented(delivery);
  return rest;
}

function known<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw none();
  return thing;
}

function none(): HttpProblem {
  return new HttpProblem('not-found', 'The account has no webhook.', {
    help: 'Give it one with `butcher webhook set URL`.',
  });
}

function tooSoon({ old }: StoredWebhook): HttpProblem {
  const until = new Date(old?.untilMs ?? 0).toISOString();
  const detail = `The secret was replaced less than a day ago, and the one before it signs as well until ${until}.`;
  return new HttpProblem('wrong-state', detail, {
    help: 'Wait until then; or remove the webhook and set it anew, which ends both secrets at once and drops what waits.',
  });
}

function tooOften(account: string, waitSeconds: number): HttpProblem {
  const detail = `The account ${account} may have ${testRate.burst} tests sent at once, and then one a minute.`;
  const headers = { 'retry-after': String(Math.ceil(waitSeconds)) };
  return new HttpProblem('too-many-requests', detail, { headers });
}
