import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** Installs what package-lock.json names, unless exactly that is installed. */
export async function ensureNodeModules(root, say, lock) {
  const wanted = await readLock(join(root, 'package-lock.json'));
  // npm writes this file last, so a cut-short installation does not have it.
  const installed = await readLock(join(root, 'node_modules/.package-lock.json'));
  if (installed !== null && sameModules(wanted, installed)) return;
  say('installing node modules');
  const { code, output } = await runCommand('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    lock,
  });
  if (code !== 0) throw new SetupError(`npm ci failed:\n${output}`);
}

async function readLock(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Optional modules are those of other machines too. */
function sameModules(wanted, installed) {
  const same = ([path, { version }]) => installed[path]?.version === version;
  const known = (path) => wanted[path] !== undefined;
  const required = Object.entries(wanted).filter(([path, { optional }]) => path !== '' && optional !== true);
  return required.every(same) && Object.keys(installed).every(known);
}
