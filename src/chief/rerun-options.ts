import { loosened } from '../model/job-limits.ts';
import type { JobOptions } from '../model/job-request.ts';
import { type LimitName, type Limits, limitNames } from '../model/limits.ts';
import type { Manifest } from '../model/package-source.ts';
import { fittingParams } from '../params/fitting-params.ts';
import type { ChiefSettings } from './chief-settings.ts';

export interface RerunParts {
  /** Those of the job that is run again. */
  readonly options: JobOptions;
  /** What is to be different, as it came. */
  readonly given: unknown;
  /** Of the job's package, and of the one that is to be run. */
  readonly before: Manifest | null;
  readonly manifest: Manifest | null;
  readonly settings: Pick<ChiefSettings, 'limits'>;
}

/**
 * The options of a job as a submission of it anew would have them, with what is given in their place: limits one by
 * one, anything else as a whole. What only the job's manifest had tightened is for the manifest of now to tighten.
 */
export function rerunOptions(
  parts: RerunParts,
): { readonly options: unknown } | { readonly problem: string } {
  const { options, given, before, manifest, settings } = parts;
  if (!isRecord(given)) return { options: given };
  const { maxFailed, limits, params, strictResults, firstFragments, workers, resume, ...rest } = options;
  // A test of the first fragments has one worker and cannot be resumed; all of the job may have more.
  const chosen = firstFragments === undefined ? { workers, resume } : { firstFragments };
  const asked = isRecord(given.limits)
    ? { ...wantedLimits(limits, before, settings.limits), ...given.limits }
    : null;
  const fitting = fittingParams(params, manifest?.params ?? null);
  if (given.params === undefined && 'problem' in fitting) return fitting;
  const values = 'problem' in fitting ? undefined : fitting.values;
  const skips = (given.onError ?? options.onError) === 'skip';
  return {
    options: {
      ...rest,
      ...chosen,
      ...(skips && {
        maxFailed:
          maxFailed !== null && 'percent' in maxFailed ? `${maxFailed.percent}%` : (maxFailed?.count ?? null),
      }),
      ...(strictResults !== undefined && { strictResults }),
      ...(values !== undefined && { params: values }),
      ...given,
      limits:
        given.limits !== undefined ? (asked ?? given.limits) : wantedLimits(limits, before, settings.limits),
    },
  };
}

/** What the job asked for, as far as this chief has not been told to allow less since. */
function wantedLimits(
  limits: Limits,
  before: Manifest | null,
  chief: Limits,
): Partial<Record<LimitName, number>> {
  const loose = loosened(limits, before?.limits ?? {}, chief);
  const wanted: Partial<Record<LimitName, number>> = {};
  for (const name of limitNames) {
    const most = name === 'memory' ? Math.max(chief.memory, chief.memoryCap) : chief[name];
    if (loose[name] !== chief[name]) wanted[name] = Math.min(loose[name], most);
  }
  return wanted;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
