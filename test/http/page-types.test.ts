import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentDigest } from './document-digest.ts';
import { HttpFixture } from './http-fixture.ts';

const web = fileURLToPath(new URL('../../web/src/', import.meta.url));

describe('what the page knows of the API', () => {
  let http: HttpFixture;
  before(async () => {
    http = await HttpFixture.make();
  });
  after(() => http.remove());

  it('was made from the OpenAPI document as it is', async () => {
    const types = await readFile(join(web, 'api/generated/schema.ts'), 'utf8');
    const made = /^\/\/ Made by `npm run api-types` from the OpenAPI document (\S+)\.$/m.exec(types)?.[1];
    assert.equal(made, documentDigest(http.parts.app.swagger()), 'run `npm run api-types`');
  });

  it('is all that it asks: no request has another path or method', async () => {
    const served = new Set(
      http.contract.operations.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
    );
    const asked = new Set<string>();
    for (const entry of await readdir(web, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || entry.parentPath.includes('generated')) continue;
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
      const paths = text.match(/['"`]\/api\/[^'"`]*['"`]/g) ?? [];
      const requests = [...text.matchAll(/\.(?:ask|open|upload)\(\s*'(\w+)',\s*'(\/api\/[^']*)'/g)];
      const types = [...text.matchAll(/\bAnswer<\s*'(\w+)',\s*'(\/api\/[^']*)'/g)];
      assert.equal(
        paths.length,
        requests.length + types.length,
        `${entry.name} has a path that is no request`,
      );
      for (const [, method, path] of [...requests, ...types]) asked.add(`${method} ${path}`);
    }
    assert(asked.size > 20);
    assert.deepEqual(
      [...asked].filter((request) => !served.has(request)),
      [],
    );
  });
});
