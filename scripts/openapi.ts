// Holds the description of the API against the recommended rules of Redocly and Spectral, generates a client from it,
// and has that run a job on a chief whose sandboxes are plain objects. The tools, 130 MB, are fetched to a temporary
// folder.
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sampleProgram } from '../test/helpers/sample-program.ts';
import { ServedChief } from '../test/helpers/served-chief.ts';
import { HttpFixture } from '../test/http/http-fixture.ts';

const tools = {
  '@redocly/cli': '2.77.0',
  '@stoplight/spectral-cli': '6.16.3',
  'openapi-fetch': '0.17.0',
  'openapi-typescript': '7.13.0',
  typescript: '5.9.3',
};

const cwd = await mkdtemp(join(tmpdir(), 'butcher-openapi-'));
const served = await ServedChief.start({ programs: { sample: sampleProgram('sample', 5) } });
const http = await HttpFixture.over(served.chief, served.home);
const run = (command: string, ...args: string[]) => {
  process.stdout.write(`${command} ${args[0] ?? ''}\n`);
  return execa(command, args, { cwd, stdio: 'inherit', preferLocal: true, localDir: cwd });
};
try {
  const address = await http.parts.app.listen({ host: '127.0.0.1', port: 0 });
  const description = await fetch(`${address}/api/v1/openapi.json`);
  await writeFile(join(cwd, 'openapi.json'), await description.text());
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ type: 'module', devDependencies: tools }));
  await writeFile(join(cwd, '.spectral.json'), JSON.stringify({ extends: ['spectral:oas'] }));
  await writeFile(
    join(cwd, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'NodeNext',
        target: 'ES2023',
        lib: ['ES2023', 'DOM'],
        types: [],
      },
      files: ['client.ts'],
    }),
  );
  await copyFile(fileURLToPath(new URL('openapi/client.ts', import.meta.url)), join(cwd, 'client.ts'));
  await run('npm', 'install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts');
  await run('redocly', 'lint', '--extends=recommended', 'openapi.json');
  await run('spectral', 'lint', '--fail-severity=warn', 'openapi.json');
  await run('openapi-typescript', 'openapi.json', '--output', 'api.d.ts');
  await run('tsc');
  await run(execPath, 'client.js', address, http.parts.tokens.ann);
} finally {
  await served.chief.stop();
  await http.remove();
  await rm(cwd, { recursive: true, force: true });
}
