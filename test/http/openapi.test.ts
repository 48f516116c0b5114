import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { HttpFixture } from './http-fixture.ts';

describe('the OpenAPI document', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('is one', async () => {
    const document = (await http.ask(null, 'GET /api/v1/openapi.json')).json();
    const { valid, errors } = await new Validator().validate(document);
    assert(valid, JSON.stringify(errors, null, 2));
    assert.equal(document.openapi, '3.1.0');
  });

  it('names each operation, once, and says what it does, where and with what events', async () => {
    const document = (await http.ask(null, 'GET /api/v1/openapi.json')).json();
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object));
    const names = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(names).size, operations.length);
    for (const { operationId, summary, description, responses } of operations) {
      assert.match(operationId, /^[a-z][A-Za-z]+$/, summary);
      assert.ok(summary.length > 0 && description.length > 0);
      assert.ok('4XX' in responses, operationId);
    }
    assert.deepEqual(document.servers, [{ url: '/', description: 'This chief.' }]);
    const events =
      document.paths['/api/v1/jobs/{id}/events'].get.responses['200'].content['text/event-stream'];
    assert.equal(events.schema.contentSchema.$ref, '#/components/schemas/JobEvent');
    assert.ok(document.components.schemas.Problem.properties.code.enum.includes('not-found'));
  });

  it('has every route that is served, and no other', () => {
    const served = new Set<string>();
    // Lines such as `GET, HEAD /api/v1/jobs`, with the whole path on each.
    const lines = http.parts.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n');
    const path: string[] = [];
    for (const line of lines) {
      const match = /^([\s│├└─]*)(\S*)(?: \(([A-Z, ]+)\))?$/.exec(line);
      if (match === null || match[2] === '') continue;
      path.length = (match[1] ?? '').length / 4;
      path[path.length] = match[2]!;
      for (const method of match[3]?.split(', ') ?? [])
        served.add(`${method} ${path.join('').replace(/:(\w+)/g, '{$1}')}`);
    }
    const all = [...served].filter((route) => !/ \/docs/.test(route));
    for (const route of all.filter((each) => each.startsWith('GET ')))
      assert(served.has(route.replace('GET', 'HEAD')), `HEAD wherever ${route}`);
    const shown = all.filter((route) => !route.startsWith('HEAD ')).sort();
    const described = http.contract.operations
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !route.startsWith('HEAD '))
      .sort();
    assert.deepEqual(shown, described);
  });

  it('is shown on a page that loads nothing from elsewhere', async () => {
    for (const url of [
      '/docs',
      '/docs/',
      '/docs/static/swagger-initializer.js',
      '/docs/static/swagger-ui.css',
    ]) {
      const answer = await http.parts.app.inject({ url, headers: { host: 'localhost' } });
      assert.equal(answer.statusCode, 200, url);
      assert.match(
        answer.headers['content-security-policy']?.toString() ?? '',
        /default-src 'none'.*connect-src 'self'/,
      );
      if (url.startsWith('/docs/static')) continue;
      const sources = [...answer.body.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, source]) => source!);
      assert(sources.length >= 5);
      for (const source of sources) assert.match(source, /^(\/docs|\.)\/static\//);
    }
  });
});
