import { InvalidArgumentError } from 'commander';
import type { JobOptions, RuntimeKind } from '../../model/job-request.ts';
import { isName, nameRule } from '../../model/names.ts';
import type { GivenTexts } from '../../params/from-text.ts';
import type { GivenLimits } from '../limit-option.ts';
import type { UnboundedFlag } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';

export const maxWorkers = 1024;
const maxRetries = 100;

/** The options of `butcher run` as they were given, each valid by itself. */
export interface RunFlags extends UnboundedFlag {
  readonly data?: string;
  readonly name?: string;
  readonly workers?: number;
  readonly out?: string;
  /** Without `out`: the results go nowhere. */
  readonly discard?: true;
  readonly unordered?: true;
  readonly resume: boolean;
  readonly retries: number;
  readonly onError: JobOptions['onError'];
  readonly maxFailed?: NonNullable<JobOptions['maxFailed']>;
  readonly strictResults?: true;
  readonly limit: GivenLimits;
  readonly param: GivenTexts;
  readonly runtime: 'docker' | 'process';
  readonly engine?: 'own' | 'swarm';
  readonly ociRuntime?: string;
  readonly processor?: string;
  readonly report?: string;
  readonly provenance?: string;
  readonly fragmentDigests?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Where the sandboxes of a command's job run. Throws UsageError for what cannot be together. */
export function runtimeOf(flags: Pick<RunFlags, 'engine'> & { readonly runtime?: RuntimeKind }): RuntimeKind {
  if (flags.engine !== 'swarm') return flags.runtime ?? 'docker';
  if (flags.runtime === 'process')
    throw new UsageError('--engine swarm has no meaning with --runtime process, which uses no containers.');
  return 'swarm';
}

/** How much is shown, and for whom. */
export type DisplayFlags = Pick<RunFlags, 'json' | 'quiet'>;

/** Each throws InvalidArgumentError with what is expected. */
export function parseWorkers(text: string): number {
  return wholeNumber(text, 1, maxWorkers);
}

export function parseRetries(text: string): number {
  return wholeNumber(text, 0, maxRetries);
}

export function parseName(text: string): string {
  if (!isName(text)) throw new InvalidArgumentError(`A name is ${nameRule}.`);
  return text;
}

/** `--data`: the last of several would otherwise count, and the others be left out without a word. */
export function parseData(text: string, given?: string): string {
  if (given !== undefined)
    throw new InvalidArgumentError(
      'A job has one dataset: put what belongs together into one folder, and give that.',
    );
  return text;
}

export function parseOciRuntime(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(text))
    throw new InvalidArgumentError('Give the name of a runtime that the engine knows, such as runsc.');
  return text;
}

/** `5`, or `2%` of the fragments yielded. */
export function parseMaxFailed(text: string): NonNullable<JobOptions['maxFailed']> {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  const value = Number(match?.[1]);
  if (match?.[2] === '%' && value <= 100) return { percent: value };
  if (match?.[2] === '' && Number.isSafeInteger(value)) return { count: value };
  throw new InvalidArgumentError('Give a number of fragments such as 5, or a share of them such as 2%.');
}

function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  return value;
}
