import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultLimits, isLimitName, type LimitName, type Limits, limitNames } from './model/limits.ts';
import { parseLimit } from './model/parse-limit.ts';
import { likeliest } from './text/likeliest.ts';

/** What holds for every command of this process. Flags that belong to one command are not in it. */
export interface Config {
  /** Folder of the chief's state, absolute; made when first needed. */
  readonly home: string;
  /** Python of the process runtime: a command or a path. */
  readonly python: string;
  /** OCI runtime that jobs get unless they name one; null: the engine's default. */
  readonly ociRuntime: string | null;
  /** What jobs get unless they ask otherwise. */
  readonly limits: Limits;
  /** Address of the chief that the remote commands use, and the token for it; null: not given there. */
  readonly chief: string | null;
  readonly token: string | null;
  /** The table for `butcher serve`, which reads it. */
  readonly serve: unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;
interface Settings {
  home?: string;
  python?: string;
  ociRuntime?: string;
  chief?: string;
  token?: string;
  serve?: unknown;
  limits: Partial<Record<LimitName, number>>;
}

const textKeys = ['home', 'python', 'ociRuntime', 'chief', 'token'] as const;

/**
 * Reads the environment and the configuration file, once; the environment wins. The file is `BUTCHER_CONFIG`, else
 * `butcher/config.json` under `XDG_CONFIG_HOME` (`~/.config`), where it may be missing. Returns a sentence where
 * something in them cannot be used.
 */
export function readConfig(env: Environment, cwd: string): Config | { readonly problem: string } {
  const settings = readSettings(env, cwd);
  if ('problem' in settings) return settings;
  const state = env.XDG_STATE_HOME || join(userHome(env), '.local', 'state');
  const home = resolve(cwd, env.BUTCHER_HOME || settings.home || join(state, 'butcher'));
  return Object.freeze({
    home,
    python: env.BUTCHER_PYTHON || settings.python || 'python3',
    ociRuntime: settings.ociRuntime ?? null,
    limits: Object.freeze({ ...defaultLimits, ...settings.limits }),
    chief: settings.chief ?? null,
    token: settings.token ?? null,
    serve: settings.serve ?? {},
  });
}

function readSettings(env: Environment, cwd: string): Settings | { readonly problem: string } {
  const named = env.BUTCHER_CONFIG;
  const folder = env.XDG_CONFIG_HOME || join(userHome(env), '.config');
  const path = named ? resolve(cwd, named) : join(folder, 'butcher', 'config.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!named && (code === 'ENOENT' || code === 'ENOTDIR')) return { limits: {} };
    return { problem: `the configuration file ${path} cannot be read (${code})` };
  }
  const problem = (what: string) => ({ problem: `the configuration file ${path} ${what}` });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return problem(`is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(content)) return problem('must hold one JSON object');
  const settings: Settings = { limits: {} };
  for (const [key, value] of Object.entries(content)) {
    if (key === 'limits') {
      const limits = readLimits(value);
      if (typeof limits === 'string') return problem(limits);
      settings.limits = limits;
    } else if (key === 'serve') {
      settings.serve = value;
    } else if (isTextKey(key)) {
      if (typeof value !== 'string' || value === '') return problem(`must have text for "${key}"`);
      settings[key] = value;
    } else {
      return problem(
        `has a key "${key}" that means nothing${meantBy(key, [...textKeys, 'limits', 'serve'])}`,
      );
    }
  }
  return settings;
}

function readLimits(value: unknown): Partial<Record<LimitName, number>> | string {
  if (!isRecord(value)) return 'must have an object for "limits"';
  const limits: Partial<Record<LimitName, number>> = {};
  for (const [name, setting] of Object.entries(value)) {
    if (!isLimitName(name)) return `names a limit "${name}" that does not exist${meantBy(name, limitNames)}`;
    const parsed = parseLimit(name, typeof setting === 'number' ? setting : String(setting));
    if (typeof parsed !== 'number') return `has a limit that cannot be used: ${parsed.problem}`;
    limits[name] = parsed;
  }
  return limits;
}

function userHome(env: Environment): string {
  return env.HOME || homedir();
}

function meantBy(typed: string, candidates: readonly string[]): string {
  const meant = likeliest(typed, candidates);
  return meant === null ? `; it may have ${candidates.join(', ')}` : `; did you mean "${meant}"?`;
}

function isTextKey(key: string): key is (typeof textKeys)[number] {
  return (textKeys as readonly string[]).includes(key);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
