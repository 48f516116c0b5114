import type { ErrorObject } from 'ajv';
import { inertLine } from '../text/inert-text.ts';
import { likeliest } from '../text/likeliest.ts';
import { allSettings } from './listed-settings.ts';
import type { Group, Setting, SettingTable, ValuesOf } from './setting.ts';

/** Holds a value against the schema of a table of settings: a function that ajv has compiled, and tells all errors. */
export interface SettingsValidator {
  (written: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}

/**
 * Reads an object of the form that a table of settings describes. The result has a value for every setting, the default
 * where none was written, and is frozen; or it says of each thing that is wrong what it is, continuing a sentence that
 * begins with whose object it is.
 */
export type SettingsReader<Table extends SettingTable> = (
  written: unknown,
) => ValuesOf<Table> | { readonly problem: string };

const longestShown = 80;
const mostProblems = 20;

/** The reader for a table, given the validator of its schema. */
export function settingsReader<Table extends SettingTable>(
  table: Table,
  validate: SettingsValidator,
): SettingsReader<Table> {
  return (written) => {
    // As without a file: the schema of all settings takes Node a while to compile.
    if (isEmpty(written)) return defaultsOf(table);
    const errors = validate(written) ? [] : (validate.errors ?? []);
    const problems = errors.map((error) => explained(table, written, error));
    const isWrong = (path: string) => errors.some(({ instancePath }) => isWithin(instancePath, path));
    for (const { path, setting } of allSettings(table)) {
      const value = valueAt(written, path.split('.'));
      if (value !== undefined && !isWrong(path) && setting.read(value) === null)
        problems.push(withReason(wrongValue(path, setting, value), setting.fault(value)));
    }
    if (problems.length > 0) return { problem: joined([...new Set(problems)]) };
    return valuesOf(table, written as Readonly<Record<string, unknown>>) as ValuesOf<Table>;
  };
}

function isEmpty(written: unknown): boolean {
  const isObject = typeof written === 'object' && written !== null && !Array.isArray(written);
  return isObject && Object.keys(written).length === 0;
}

/** Whether an error at that pointer is about the setting of that path, or about a part of it. */
function isWithin(pointer: string, path: string): boolean {
  const keys = path.split('.');
  return keysOf(pointer).slice(0, keys.length).join('.') === path;
}

/** All of them in one sentence, so that nobody has to mend one to learn of the next. */
function joined(problems: readonly string[]): string {
  const shown = problems.slice(0, mostProblems);
  const left = problems.length - shown.length;
  return [...shown, ...(left > 0 ? [`has ${left} more mistakes`] : [])].join('; it ');
}

/** What the settings of a table are where nothing is written. */
export function defaultsOf<Table extends SettingTable>(table: Table): ValuesOf<Table> {
  return valuesOf(table, {}) as ValuesOf<Table>;
}

function valuesOf(table: SettingTable, written: Readonly<Record<string, unknown>>): object {
  const values = Object.entries(table).map(([name, entry]) => {
    const given = Object.hasOwn(written, name) ? written[name] : undefined;
    if (entry.kind === 'group') return [name, valuesOf(entry.members, (given ?? {}) as typeof written)];
    return [name, given === undefined ? entry.default : entry.read(given)];
  });
  return Object.freeze(Object.fromEntries(values));
}

function explained(table: SettingTable, written: unknown, error: ErrorObject | undefined): string {
  const keys = keysOf(error?.instancePath ?? '');
  if (error?.keyword === 'additionalProperties')
    return unknownKey(table, keys, String(error.params.additionalProperty));
  // A value in a list is told of as the list.
  const { entry, path } = entryAt(table, keys);
  const value = valueAt(written, path);
  if (entry === null) return `must hold one JSON object, not ${shownValue(value)}`;
  if (entry.kind === 'setting') return wrongValue(path.join('.'), entry, value);
  const example = `{ "${Object.keys(entry.members)[0]}": … }`;
  return `has ${shownValue(value)} for "${path.join('.')}", which takes an object such as ${example}`;
}

function wrongValue(path: string, setting: Setting<unknown>, value: unknown): string {
  const shown = setting.secret ? 'something else' : shownValue(value);
  return `has ${shown} for "${path}", which takes ${setting.takes}`;
}

function withReason(sentence: string, reason: string | null): string {
  return reason === null ? sentence : `${sentence}: ${reason}`;
}

function unknownKey(table: SettingTable, parent: readonly string[], key: string): string {
  const { entry } = entryAt(table, parent);
  const siblings = Object.keys(entry?.kind === 'group' ? entry.members : table);
  const shown = inertLine([...parent, key].join('.').slice(0, longestShown));
  const near = likeliest(key, siblings);
  if (near !== null)
    return `has "${shown}", which is not a setting; did you mean "${[...parent, near].join('.')}"?`;
  const other = elsewhere(table, key);
  if (other !== null) return `has "${shown}", which is not a setting there; write ${nested(other)}`;
  const place = parent.length === 0 ? 'the settings' : `the settings under "${parent.join('.')}"`;
  return `has "${shown}", which is not a setting; ${place} are ${siblings.join(', ')}`;
}

/** A setting of that very name which belongs somewhere else, or whose whole path was taken for a name. */
function elsewhere(table: SettingTable, key: string): string | null {
  const paths = allSettings(table).map(({ path }) => path);
  return paths.find((path) => path === key || path.endsWith(`.${key}`)) ?? null;
}

/** The form in which a setting is written in the file. */
function nested(path: string): string {
  return path.split('.').reduceRight((inner, key) => `{ "${key}": ${inner} }`, '…');
}

/** The deepest entry of a table that the keys lead to, null for the table itself, and the keys that lead there. */
function entryAt(
  table: SettingTable,
  keys: readonly string[],
): { readonly entry: Setting<unknown> | Group<SettingTable> | null; readonly path: readonly string[] } {
  let members: SettingTable | null = table;
  let entry: Setting<unknown> | Group<SettingTable> | null = null;
  const path: string[] = [];
  for (const key of keys) {
    if (members === null || !Object.hasOwn(members, key)) break;
    entry = members[key]!;
    members = entry.kind === 'group' ? entry.members : null;
    path.push(key);
  }
  return { entry, path };
}

function valueAt(written: unknown, keys: readonly string[]): unknown {
  let value = written;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

function keysOf(pointer: string): readonly string[] {
  const parts = pointer === '' ? [] : pointer.slice(1).split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return inertLine(String(JSON.stringify(value)).slice(0, longestShown));
}
