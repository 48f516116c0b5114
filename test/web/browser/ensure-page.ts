import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { isBuilt } from '../../../scripts/setup/build.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the page where what was built is of other sources: a chief serves what is in dist/web/. */
export async function ensurePage(): Promise<void> {
  if (!(await isBuilt(root))) await build({ configFile: `${root}web/vite.config.ts`, logLevel: 'error' });
}
