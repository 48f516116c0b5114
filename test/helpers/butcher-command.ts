import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../scripts/setup/build.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The program and its first arguments that run `butcher` in a process of its own: as it is built, which starts a second
 * sooner; from the sources where they have changed since.
 */
export const butcherCommand: readonly [program: string, ...args: string[]] = (await isBuilt(root))
  ? [execPath, `${root}dist/cli/main.js`]
  : [execPath, '--import', import.meta.resolve('tsx'), `${root}src/cli/main.ts`];
