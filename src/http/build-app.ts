import { randomBytes } from 'node:crypto';
import helmet from '@fastify/helmet';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { linkNext } from './download/next-link.ts';
import { refuseMatch } from './download/tagged.ts';
import { authenticate, requireScope } from './guards/authenticate.ts';
import { checkOrigin } from './guards/check-origin.ts';
import { TrustedProxies } from './guards/client-address.ts';
import { Guesses } from './guards/guesses.ts';
import { keepReplies } from './guards/keep-replies.ts';
import { knownMethods } from './guards/known-methods.ts';
import { limitRates } from './guards/limit-rates.ts';
import { OpenAccess } from './guards/open-access.ts';
import { paceUploads } from './guards/pace-uploads.ts';
import { refuseEncodedBody } from './guards/refuse-encoded-body.ts';
import { refuseUnwantedBody } from './guards/refuse-unwanted-body.ts';
import { takeTurns } from './guards/take-turns.ts';
import type { AppParts } from './http-parts.ts';
import { chiefRegistry } from './metrics/chief-registry.ts';
import { HttpMeter } from './metrics/http-meter.ts';
import { servePage } from './page/serve-page.ts';
import { aboutRoutes } from './routes/about.ts';
import { accountRoutes } from './routes/accounts.ts';
import { checkRoutes } from './routes/checks.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { healthRoutes } from './routes/health.ts';
import { jobOutputRoutes } from './routes/job-output.ts';
import { jobPictureRoutes } from './routes/job-pictures.ts';
import { jobResultRoutes } from './routes/job-results.ts';
import { jobRoutes } from './routes/jobs.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { ownTokenRoutes } from './routes/own-tokens.ts';
import { packageRoutes } from './routes/packages.ts';
import { problemPages } from './routes/problem-pages.ts';
import { provenanceRoutes } from './routes/provenance.ts';
import { sessionRoutes } from './routes/session.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { upkeepRoutes } from './routes/upkeep.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { webhookRoutes } from './routes/webhook.ts';
import { answerError } from './server/answer-error.ts';
import { boundConnections } from './server/bound-connections.ts';
import { compressJson } from './server/compress-json.ts';
import { connectionOptions } from './server/connection-options.ts';
import { inertAnswer } from './server/inert-answer.ts';
import { describeRoutes, serveDocumentation } from './server/openapi.ts';
import type { HttpApp } from './type-provider.ts';
import { requestValidation } from './validate-request.ts';

/** Bodies in JSON; uploads are not bound by it. */
const jsonBytes = 64 * 1024;

const requestIdBytes = 9;

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

const nouns = [
  aboutRoutes,
  packageRoutes,
  checkRoutes,
  datasetRoutes,
  uploadRoutes,
  jobRoutes,
  jobOutputRoutes,
  jobPictureRoutes,
  jobResultRoutes,
  provenanceRoutes,
  accountRoutes,
  nodeRoutes,
  tokenRoutes,
  ownTokenRoutes,
  upkeepRoutes,
  webhookRoutes,
];

/** The whole HTTP side of a chief, ready to listen or to be asked without a network. */
export async function buildApp(parts: AppParts): Promise<HttpApp> {
  const { store, clock, logger, settings } = parts;
  const proxies = new TrustedProxies(settings.trustedProxies);
  const app: HttpApp = fastify({
    ...connectionOptions,
    trustProxy:
      (settings.atSocket || settings.trustedProxies.length > 0) &&
      ((address: string | undefined) => proxies.has(address) || (settings.atSocket && address === undefined)),
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(requestIdBytes).toString('base64url'),
    bodyLimit: jsonBytes,
    exposeHeadRoutes: true,
    frameworkErrors: answerError,
  });
  app.setValidatorCompiler(requestValidation());
  app.setSerializerCompiler(() => JSON.stringify);
  // Problems have no schema, so they do not pass there.
  app.addHook('onSend', inertAnswer);
  const replies = keepReplies(store.replies, () => clock.wallTimeMs());
  app.addHook('onSend', replies.onSend);
  await compressJson(app);
  app.setErrorHandler(answerError);
  const registry = chiefRegistry(parts.chief.metrics);
  const meter = new HttpMeter(registry);
  app.addHook('onRoute', meter.onRoute);
  app.addHook('onResponse', meter.onResponse);
  const methods = knownMethods();
  app.addHook('onRoute', methods.onRoute);
  app.decorateRequest('caller', null);
  app.decorateRequest('token', null);
  app.decorateRequest('access', null);
  const access = new OpenAccess(store, clock);
  app.addHook('preClose', async () => access.close());
  const held = boundConnections(app.server, settings.connections, proxies);
  const pace = paceUploads(settings.pace, clock);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onRequest', pace.onRequest);
  app.addHook('onRequest', checkOrigin(settings.hostNames, settings.allowedOrigins));
  app.addHook('onRequest', methods.onRequest);
  app.addHook('preParsing', pace.preParsing);
  app.addHook('onResponse', pace.onResponse);
  app.addHook('onResponse', async ({ method, url, ip, caller, token, log }, { statusCode, elapsedTime }) => {
    const account = caller?.name ?? null;
    const level = account === null && statusCode < 400 ? 'debug' : 'info';
    const from = ip || 'local';
    const ms = Math.round(elapsedTime);
    const tokenId = token?.id ?? null;
    log[level]({ method, url, from, account, tokenId, status: statusCode, ms }, 'request');
  });
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  await describeRoutes(app);
  await app.register(healthRoutes, parts);
  await app.register(sessionRoutes, { ...parts, prefix: '/api/v1' });
  await app.register(async (guarded: HttpApp) => {
    guarded.addHook(
      'onRequest',
      authenticate(store, new Guesses(settings.guesses, () => clock.now()), () => clock.wallTimeMs()),
    );
    guarded.addHook('onRequest', requireScope);
    guarded.addHook('onRequest', access.onRequest);
    await guarded.register(metricsRoutes, { registry });
    await guarded.register(async (api: HttpApp) => {
      api.addHook(
        'onRequest',
        limitRates(settings.rates, settings.held, () => clock.now(), held),
      );
      api.addHook('onRequest', refuseEncodedBody);
      const turns = takeTurns(settings.turns);
      api.addHook('preHandler', turns.preHandler);
      api.addHook('onSend', turns.onSend);
      api.addHook('onRequest', async (_request, reply) => {
        reply.header('cache-control', 'no-store');
      });
      api.addHook('preValidation', refuseUnwantedBody);
      api.addHook('preHandler', refuseMatch);
      api.addHook('preHandler', replies.preHandler);
      api.addHook('preSerialization', linkNext);
      for (const routes of nouns) await api.register(routes, { ...parts, access, prefix: '/api/v1' });
    });
  });
  await app.register(problemPages);
  await serveDocumentation(app);
  if (parts.page != null) await servePage(app, parts.page);
  return app;
}
