import {
  capBelowMemory,
  mostFirstFragments,
  mostWorkers,
  tightened,
  withLimits,
} from '../model/job-limits.ts';
import type { JobOptions } from '../model/job-request.ts';
import { isLimitName, type LimitName, type Limits, limitNames } from '../model/limits.ts';
import type { Manifest } from '../model/package-source.ts';
import { parseLimit } from '../model/parse-limit.ts';
import type { Params } from '../params/params.ts';
import { readParams } from '../params/read-params.ts';
import { likeliest } from '../text/likeliest.ts';
import type { ChiefSettings } from './chief-settings.ts';

/** The options that a submission may have; sizes and durations also as people write them. */
export interface GivenOptions {
  readonly workers?: number;
  readonly ordered?: boolean;
  readonly resume?: boolean;
  readonly retries?: number;
  readonly onError?: JobOptions['onError'];
  /** A number of fragments, or a share of them such as `"2%"`. */
  readonly maxFailed?: number | string | null;
  readonly limits?: Readonly<Partial<Record<LimitName, number | string>>>;
  readonly ociRuntime?: string | null;
  /** A job without a fragment, or without a file of results, has failed. */
  readonly strictResults?: boolean;
  /** Write the digest of each fragment's result beside the results. */
  readonly fragmentDigests?: boolean;
  /** Only so many fragments, the first, with one worker, and nothing is kept to go on with. */
  readonly firstFragments?: number | null;
  /** Those that the package declares, in the types that it declares. */
  readonly params?: Params;
}

export const mostRetries = 100;

const optionNames = [
  'workers',
  'ordered',
  'resume',
  'retries',
  'onError',
  'maxFailed',
  'limits',
  'ociRuntime',
  'strictResults',
  'fragmentDigests',
  'firstFragments',
  'params',
] as const satisfies readonly (keyof GivenOptions)[];

/** Thrown where an option is wrong; caught where the submission is refused. */
class BadOption extends Error {}

/**
 * The options of a job of the service: what was submitted, else the package's manifest, else the chief's settings, the
 * manifest tightening any limit. Or one sentence about the first thing that cannot be had.
 */
export function jobOptions(
  given: unknown,
  manifest: Manifest | null,
  settings: ChiefSettings,
): JobOptions | { readonly problem: string } {
  try {
    return readOptions(given ?? {}, manifest, settings);
  } catch (error) {
    if (error instanceof BadOption) return { problem: error.message };
    throw error;
  }
}

function readOptions(given: unknown, manifest: Manifest | null, settings: ChiefSettings): JobOptions {
  const table = record('options', given);
  for (const name of Object.keys(table)) if (!isOption(name)) throw unknownName('option', name, optionNames);
  const options = table as Readonly<Record<(typeof optionNames)[number], unknown>>;
  const onError = oneOf('onError', options.onError ?? 'fail', ['fail', 'skip'] as const);
  const maxFailed = readMaxFailed(options.maxFailed ?? null);
  if (maxFailed !== null && onError !== 'skip')
    throw new BadOption('maxFailed has a meaning only with onError "skip".');
  const first = options.firstFragments ?? null;
  const workers = whole('workers', options.workers ?? manifest?.workers ?? settings.slots, 1, mostWorkers);
  const resume = first === null && truth('resume', options.resume ?? true);
  const fragmentDigests = truth('fragmentDigests', options.fragmentDigests ?? false);
  if (fragmentDigests && !resume)
    throw new BadOption(
      'fragmentDigests needs the results of fragments, which resume false does not keep, nor firstFragments.',
    );
  return {
    workers: first === null ? workers : 1,
    ordered: truth('ordered', options.ordered ?? manifest?.ordered ?? true),
    resume,
    retries: whole('retries', options.retries ?? 2, 0, mostRetries),
    onError,
    maxFailed,
    limits: tightened(readLimits(options.limits ?? {}, settings.limits), manifest?.limits ?? {}),
    ociRuntime: readOciRuntime(options.ociRuntime ?? null, settings),
    ...(truth('strictResults', options.strictResults ?? false) && { strictResults: true }),
    ...(fragmentDigests && { fragmentDigests }),
    ...(first !== null && { firstFragments: whole('firstFragments', first, 1, mostFirstFragments) }),
    ...readGivenParams(options.params ?? {}, manifest),
  };
}

function readGivenParams(given: unknown, manifest: Manifest | null): Pick<JobOptions, 'params'> {
  const read = readParams(manifest?.params ?? null, record('params', given), () => 'in options.params');
  if ('problem' in read) throw new BadOption(read.problem);
  return read.values === null ? {} : { params: read.values };
}

function readLimits(given: unknown, chief: Limits): Limits {
  const asked: Partial<Record<LimitName, number>> = {};
  for (const [name, value] of Object.entries(record('limits', given))) {
    if (!isLimitName(name)) throw unknownName('limit', name, limitNames);
    if (typeof value !== 'number' && typeof value !== 'string')
      throw new BadOption(`The limit ${name} takes a number, or text such as "64KiB" or "5m".`);
    const limit = parseLimit(name, value);
    if (typeof limit !== 'number') throw new BadOption(`${limit.problem}.`);
    const most = name === 'memory' ? Math.max(chief.memory, chief.memoryCap) : chief[name];
    if (limit > most)
      throw new BadOption(`This chief allows at most ${most} for the limit ${name}, not ${limit}.`);
    asked[name] = limit;
  }
  const fault = capBelowMemory(asked);
  if (fault !== null) throw new BadOption(`${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`);
  return withLimits(chief, asked);
}

function readMaxFailed(value: unknown): JobOptions['maxFailed'] {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return { count: value };
  const percent = typeof value === 'string' ? Number(/^(\d+(?:\.\d+)?)%$/.exec(value)?.[1]) : Number.NaN;
  if (percent <= 100) return { percent };
  throw new BadOption('maxFailed takes a number of fragments such as 5, or a share of them such as "2%".');
}

function readOciRuntime(value: unknown, { ociRuntime, ociRuntimes }: ChiefSettings): string | null {
  if (value === null) return ociRuntime;
  return oneOf('ociRuntime', value, ociRuntime === null ? ociRuntimes : [ociRuntime, ...ociRuntimes]);
}

function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new BadOption(`${name} takes an object.`);
}

function whole(name: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  throw new BadOption(`${name} takes a whole number from ${least} to ${most}.`);
}

function truth(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new BadOption(`${name} takes true or false.`);
}

function oneOf<Text extends string>(name: string, value: unknown, texts: readonly Text[]): Text {
  const text = texts.find((candidate) => candidate === value);
  if (text !== undefined) return text;
  throw new BadOption(`${name} takes ${texts.map((candidate) => `"${candidate}"`).join(' or ')}.`);
}

function unknownName(kind: string, name: string, names: readonly string[]): BadOption {
  const meant = likeliest(name, names);
  const remedy = meant === null ? `It may be ${names.join(', ')}` : `Did you mean ${meant}`;
  const shown = JSON.stringify(name.slice(0, 80));
  return new BadOption(`There is no ${kind} ${shown}. ${remedy}${meant === null ? '.' : '?'}`);
}

function isOption(name: string): name is (typeof optionNames)[number] {
  return (optionNames as readonly string[]).includes(name);
}
