import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Type from 'typebox';
import { ownVersion } from '../../host/own-version.ts';
import { aboutAnswers } from '../schemas/about-answers.ts';
import { answers } from '../schemas/answers.ts';
import { pictureAnswers } from '../schemas/picture-answers.ts';
import { json, problems } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

const description = `
Upload a package and data, submit a job, follow it, fetch the results. Everything but this page, \`/healthz\` and
\`/readyz\` needs a bearer token. What belongs to another account is \`not-found\`. Refusals are
\`application/problem+json\` with a \`code\` that never changes meaning, a sentence, and what to do about it.`;

const tags = {
  about: 'Who asks, and what there is.',
  packages: 'Code that jobs run.',
  datasets: 'What jobs are given to read.',
  uploads: 'Packages and data in parts, which go on after a broken line.',
  jobs: 'What is run, and what comes of it.',
  operators: 'For admins alone.',
  chief: 'The chief itself.',
};

/** Collects the schemas of all routes that are added after it into one OpenAPI document. */
export async function describeRoutes(app: HttpApp): Promise<void> {
  for (const [$id, schema] of Object.entries({ ...answers, ...aboutAnswers, ...pictureAnswers }))
    app.addSchema({ ...schema, $id });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Butcher',
        version: ownVersion(),
        description,
        contact: { name: 'The operator of this chief' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This chief.' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: ({ schema, url }) => {
      const { summary, description = `${summary}.` } = schema;
      return { schema: { ...schema, ...(summary !== undefined && { description }) }, url };
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => String($id ?? `def-${index}`) },
  });
}

/** Serves the document, and a page to read and try it on, which loads nothing from elsewhere. */
export async function serveDocumentation(app: HttpApp): Promise<void> {
  app.get(
    '/api/v1/openapi.json',
    {
      schema: {
        tags: ['chief'],
        operationId: 'getDescription',
        summary: 'Read this description of the API',
        security: [],
        response: { 200: json(Type.Object({}), 'An OpenAPI 3.1 document.'), ...problems },
      },
    },
    async () => app.swagger(),
  );
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { validatorUrl: null, persistAuthorization: false },
    theme: { title: 'Butcher' },
  });
}
