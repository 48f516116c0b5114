// `npm run api-types`: writes the types of the API that the page is compiled against, from the OpenAPI document.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { documentDigest } from '../test/http/document-digest.ts';
import { HttpFixture } from '../test/http/http-fixture.ts';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runScript } from './setup.mjs';

/** Names the versions: it needs a TypeScript with an API of its own, which version 7 has not. */
const lockFolder = new URL('./api-types/', import.meta.url);
const folder = fileURLToPath(new URL('../node_modules/.cache/api-types/', import.meta.url));
const target = new URL('../web/src/api/generated/schema.ts', import.meta.url);

await runScript(async () => {
  await mkdir(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    await copyFile(new URL(name, lockFolder), `${folder}${name}`);
  await ensureNodeModules(folder, console.log, undefined);
  const { default: openapi, astToString } = createRequire(`${folder}package.json`)('openapi-typescript');
  const http = await HttpFixture.make();
  const document = http.parts.app.swagger();
  await http.remove();
  const types = astToString(await openapi(structuredClone(document), { silent: true }));
  const notice = `// Made by \`npm run api-types\` from the OpenAPI document ${documentDigest(document)}.\n`;
  await writeFile(target, `${notice}${types}`);
});
