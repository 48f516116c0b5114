import { fromTexts } from '../../../../src/params/from-text.ts';
import type { DeclaredParams } from '../../../../src/params/params.ts';
import type { Schemas } from '../../api/client.ts';

/** Options as they stand in their fields; an empty one is left to the package and the chief. */
export interface GivenOptions {
  readonly workers: string;
  readonly retries: string;
  readonly onError: '' | 'fail' | 'skip';
  readonly maxFailed: string;
  readonly ordered: '' | 'yes' | 'no';
  readonly strictResults: boolean;
  readonly fragmentDigests: boolean;
  /** By name, as on a command line: `512MiB`, `10m`. */
  readonly limits: Readonly<Record<string, string>>;
}

export const emptyOptions: GivenOptions = {
  workers: '',
  retries: '',
  onError: '',
  maxFailed: '',
  ordered: '',
  strictResults: false,
  fragmentDigests: false,
  limits: {},
};

/** The options of a job that there was, to change some of them. */
export function optionsOf(options: Schemas['JobOptions']): GivenOptions {
  const { workers, retries, onError, maxFailed, ordered, strictResults, fragmentDigests, limits } = options;
  return {
    workers: String(workers),
    retries: String(retries),
    onError,
    maxFailed: maxFailedText(maxFailed),
    ordered: ordered ? 'yes' : 'no',
    strictResults: strictResults ?? false,
    fragmentDigests: fragmentDigests ?? false,
    limits: Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)])),
  };
}

/** The options as the chief takes them; what is left empty is left out. */
export function optionsBody(
  given: GivenOptions,
  declared: DeclaredParams | undefined,
  params: Readonly<Record<string, string>>,
) {
  const { workers, retries, onError, maxFailed, ordered, strictResults, fragmentDigests, limits } = given;
  const bounds = Object.entries(limits).filter(([, text]) => text.trim() !== '');
  const texts = Object.entries(params).filter(([, text]) => text !== '');
  return {
    ...(workers.trim() === '' ? {} : { workers: Number(workers) }),
    ...(retries.trim() === '' ? {} : { retries: Number(retries) }),
    ...(onError === '' ? {} : { onError }),
    ...(onError !== 'skip' || maxFailed.trim() === '' ? {} : { maxFailed: maxFailed.trim() }),
    ...(ordered === '' ? {} : { ordered: ordered === 'yes' }),
    ...(strictResults ? { strictResults } : {}),
    ...(fragmentDigests ? { fragmentDigests } : {}),
    ...(bounds.length === 0
      ? {}
      : { limits: Object.fromEntries(bounds.map(([name, text]) => [name, text.trim()])) }),
    ...(texts.length === 0 ? {} : { params: fromTexts(declared?.properties ?? {}, texts) }),
  };
}

function maxFailedText(maxFailed: Schemas['JobOptions']['maxFailed']): string {
  if (maxFailed === null) return '';
  return 'count' in maxFailed ? String(maxFailed.count) : `${maxFailed.percent}%`;
}
