import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LibrarySettings } from './model/libraries.ts';
import { readLibrarySettings } from './model/read-library-settings.ts';
import { readSettings } from './settings/read-settings.ts';
import type { Settings } from './settings/settings.ts';
import { inertLine } from './text/inert-text.ts';

/**
 * What holds for every command of this process: the settings of the configuration file with what the environment says
 * of them. Flags that belong to one command are not in it.
 */
export interface Config extends Omit<Settings, 'home' | 'python' | 'pip'> {
  /** Folder of the chief's state, absolute; made when first needed. */
  readonly home: string;
  /** Python of the process runtime: a command or a path. */
  readonly python: string;
  /** Where libraries of packages come from. */
  readonly libraries: LibrarySettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment and the configuration file, once; the environment wins. The file is `BUTCHER_CONFIG`, else
 * `butcher/config.json` under `XDG_CONFIG_HOME` (`~/.config`), where it may be missing. Returns a whole
 * sentence where something in them cannot be used.
 */
export function readConfig(env: Environment, cwd: string): Config | { readonly problem: string } {
  const read = readFile(env, cwd);
  if ('problem' in read) return read;
  const { pip, ...settings } = read;
  const libraries = readLibrarySettings(pip, env, cwd);
  if ('problem' in libraries) return libraries;
  const state = env.XDG_STATE_HOME || join(userHome(env), '.local', 'state');
  return Object.freeze({
    ...settings,
    home: resolve(cwd, env.BUTCHER_HOME || settings.home || join(state, 'butcher')),
    python: env.BUTCHER_PYTHON || settings.python || 'python3',
    libraries: Object.freeze(libraries),
  });
}

/** Where the configuration file is, or would be. Absolute where `XDG_CONFIG_HOME` is. */
export function configPath(env: Environment, cwd: string): string {
  if (env.BUTCHER_CONFIG) return resolve(cwd, env.BUTCHER_CONFIG);
  return join(env.XDG_CONFIG_HOME || join(userHome(env), '.config'), 'butcher', 'config.json');
}

function readFile(env: Environment, cwd: string): Settings | { readonly problem: string } {
  const named = env.BUTCHER_CONFIG;
  const path = configPath(env, cwd);
  const problem = (what: string) => {
    const end = what.endsWith('?') ? '' : '.';
    return { problem: `The configuration file ${inertLine(path)} ${what}${end}` };
  };
  let content = '{}';
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isAbsent = !named && (code === 'ENOENT' || code === 'ENOTDIR');
    if (!isAbsent) return problem(`cannot be read (${code})`);
  }
  let written: unknown;
  try {
    written = JSON.parse(content);
  } catch (error) {
    return problem(`is not JSON: ${inertLine((error as Error).message)}`);
  }
  const settings = readSettings(written);
  return 'problem' in settings ? problem(settings.problem) : settings;
}

function userHome(env: Environment): string {
  return env.HOME || homedir();
}
