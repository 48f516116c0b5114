import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** A module with what it imports, compiled, as a URL that `node --import` takes without any loader for TypeScript. */
export function bundled(module: URL): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`;
}
