import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/setup/build.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Whether what is built is of these very sources. */
const built = await isBuilt(root);

/**
 * A module of src/, named without its extension, for tests that begin one thread of it after the other: as it is built,
 * whose threads begin sooner; from the sources where they have changed since.
 */
export async function asBuilt<Module>(name: string): Promise<Module> {
  return import(new URL(built ? `../../dist/${name}.js` : `../../src/${name}.ts`, import.meta.url).href);
}
