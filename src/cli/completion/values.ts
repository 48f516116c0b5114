import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Argument, Option } from 'commander';
import { readPlain } from '../../files/open-plain.ts';
import { jobStates } from '../../model/job-report.ts';
import { type LimitName, limitCatalogue, limitNames } from '../../model/limits.ts';
import type { ParamSchema } from '../../params/params.ts';
import { accountSettingMeanings, accountSettingNames } from '../../settings/account-settings.ts';
import type { Asker } from './asker.ts';
import type { GivenWords } from './given-words.ts';
import { inTime } from './in-time.ts';
import { keptJobs, meantJobs } from './known-jobs.ts';
import { harmless, plain, type Suggestion, type Suggestions } from './suggestions.ts';

type Values = (begun: string, given: GivenWords, asker: Asker) => Suggestions | Promise<Suggestions>;

const mostManifestBytes = 1024 * 1024;

const files: Values = () => ({ words: [], otherwise: 'files' });
const folders: Values = () => ({ words: [], otherwise: 'folders' });
const free: Values = () => only([]);

/** What can stand where the help has such a word. */
const byMetavariable: Readonly<Record<string, Values>> = {
  FILE: files,
  'FILE.tar': files,
  'FILE|DIR': files,
  'DIR|FILE.tar[.gz]': files,
  PATH: files,
  RESULTS: files,
  'PATH|ID': files,
  PACKAGE: files,
  DIR: folders,
  JOB: async (_begun, given, asker) => only(notYet(await meantJobs(given, asker), given)),
  'JOB|DIGEST|DATASET': async (_begun, given, asker) => only(await meantJobs(given, asker)),
  FRAGMENT: async (begun, _given, asker) => ({
    words: await keptFragments(begun, asker),
    otherwise: 'files',
  }),
  'STATE,…': (begun) => only(lists(begun, jobStates)),
  N: free,
  'N|P%': free,
  NAME: free,
  URL: free,
  ID: free,
  ACCOUNT: free,
  'SETTING=VALUE': () => only(settingWords()),
  TEXT: free,
  TIME: free,
  'HOST:PORT': free,
};

/** What can be given for an option or as an argument, of which `begun` is there already. */
export function valuesFor(
  place: Option | Argument,
  begun: string,
  given: GivenWords,
  asker: Asker,
): Suggestions | Promise<Suggestions> {
  if (place.argChoices !== undefined) return only(plain(place.argChoices));
  if (place instanceof Option && place.long === '--param') return paramValues(begun, given, asker);
  if (place instanceof Option && metavariable(place) === 'NAME=VALUE') return only(limits());
  return (byMetavariable[metavariable(place)] ?? free)(begun, given, asker);
}

/** The word that stands for the value in the help; empty for an option without one. */
export function metavariable(place: Option | Argument): string {
  return place instanceof Argument ? place.name() : (/<([^<>]{1,64})>$/.exec(place.flags)?.[1] ?? '');
}

/** Whether it is known what such a word stands for. */
export function isKnown(place: Option | Argument): boolean {
  const word = metavariable(place);
  return word === '' || word === 'NAME=VALUE' || place.argChoices !== undefined || word in byMetavariable;
}

function only(words: readonly Suggestion[]): Suggestions {
  return { words, otherwise: 'none' };
}

function notYet(words: readonly Suggestion[], { values }: GivenWords): readonly Suggestion[] {
  return words.filter(({ word }) => !values.includes(word));
}

function limits(): readonly Suggestion[] {
  return limitNames.map((name) => ({ word: `${name}=`, help: limitCatalogue[name].meaning }));
}

function settingWords(): readonly Suggestion[] {
  const meanings = new Map(accountSettingMeanings);
  return accountSettingNames.map((name) => ({
    word: `${name}=`,
    help: meanings.get(name) ?? limitCatalogue[name.replace('limits.', '') as LimitName].meaning,
  }));
}

/** `queued,ru` may become `queued,running`. */
function lists(begun: string, all: readonly string[]): readonly Suggestion[] {
  const given = begun.split(',').slice(0, -1);
  return plain(all.filter((each) => !given.includes(each)).map((each) => [...given, each].join(',')));
}

/** Kept jobs, or after `JOB:` the numbers of the fragments that are kept of it. */
async function keptFragments(begun: string, asker: Asker): Promise<readonly Suggestion[]> {
  const jobs = await keptJobs(asker);
  if (!begun.includes(':'))
    return harmless(jobs.flatMap(({ id, name, help }) => [id, name].map((word) => ({ word, help }))));
  const [wanted = ''] = begun.split(':', 1);
  const job = jobs.find(({ id }) => id === wanted) ?? jobs.find(({ name }) => name === wanted);
  if (job === undefined) return [];
  const entries = await inTime(namesIn(join(job.folder, 'bundles')), asker.diskMs);
  const numbers = entries.filter((entry) => /^[1-9]\d{0,15}$/.test(entry));
  return harmless(plain(numbers.sort((a, b) => Number(a) - Number(b)).map((entry) => `${wanted}:${entry}`)));
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** Of a package that is a folder, from its manifest alone: opening an archive would take too long. */
async function paramValues(begun: string, { values }: GivenWords, asker: Asker): Promise<Suggestions> {
  const [path] = values;
  if (path === undefined) return only([]);
  const folder = resolve(asker.io.cwd, path.replace(/^~(?=\/)/, asker.io.env.HOME || '~'));
  const declared = Object.entries(await inTime(declaredParams(join(folder, 'butcher.json')), asker.diskMs));
  const words = begun.includes('=')
    ? declared.flatMap(([name, schema]) => fixedValues(schema).map((value) => `${name}=${value}`)).map(bare)
    : declared.map(([name, { description }]) => ({
        word: `${name}=`,
        help: typeof description === 'string' ? description : '',
      }));
  return only(harmless(words));
}

function bare(word: string): Suggestion {
  return { word, help: '' };
}

function fixedValues(schema: ParamSchema): readonly string[] {
  if (schema.type === 'boolean') return ['true', 'false'];
  return Array.isArray(schema.enum) ? schema.enum.map(String) : [];
}

/** Whoever wrote the file may have written anything. */
async function declaredParams(path: string): Promise<Readonly<Record<string, ParamSchema>>> {
  try {
    const bytes = await readPlain(path, mostManifestBytes, { anyOwner: true });
    const properties = JSON.parse(bytes.toString('utf8'))?.params?.properties;
    const entries = Object.entries(properties ?? {}).filter(([, schema]) => isObject(schema));
    return Object.fromEntries(entries) as Record<string, ParamSchema>;
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
