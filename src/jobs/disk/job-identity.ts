import { createHash } from 'node:crypto';
import type { RoleDigests } from '../../model/finding.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { Params } from '../../params/params.ts';

/** What a job is made of, each part as a short text that changes when the part does. */
export interface JobIdentity {
  readonly package: string;
  readonly dataset: string;
  readonly image: string;
  readonly limits: string;
  readonly name: string;
  readonly order: string;
  /** A digest; empty for a job that has none. */
  readonly params: string;
  /** What of the package the splitter loads, and what the processor, with the parameters that both are given. */
  readonly splitter: string;
  readonly processor: string;
}

/** A part of an identity without which a job cannot go on as what it was; the package's own parts are in it. */
type NamedPart = Exclude<keyof JobIdentity, 'splitter' | 'processor'>;

const partNames: Readonly<Record<NamedPart, string>> = {
  package: 'the package',
  dataset: 'the dataset',
  image: 'the sandbox image',
  limits: 'the limits',
  name: 'the job’s name',
  order: 'the order of merging',
  params: 'the parameters',
};

/**
 * The identity of a job that would run in `image`, on data with that fingerprint. Where it is not known what the roles
 * load, that is all of the package.
 */
export function jobIdentity(
  request: JobRequest,
  image: string,
  fingerprint: string | null,
  loads: RoleDigests | null,
): JobIdentity {
  const { source, dataset, options, name } = request;
  const params = options.params === undefined ? '' : digestOf(options.params);
  const given = (loaded = source.digest) => (params === '' ? loaded : `${loaded} ${params}`);
  return {
    package: source.digest,
    dataset: dataset === null ? 'none' : `${dataset.name} ${fingerprint}`,
    image,
    limits: JSON.stringify(options.limits),
    name,
    order: options.ordered ? 'causal' : 'arrival',
    params,
    splitter: given(loads?.splitter),
    processor: given(loads?.processor),
  };
}

/**
 * The parts that differ, as people call them, but for those that may; empty when a job of one identity can go on as the
 * other.
 */
export function differences(
  before: Readonly<Record<string, string>>,
  now: JobIdentity,
  mayDiffer: readonly NamedPart[] = [],
): string[] {
  const parts = (Object.keys(partNames) as NamedPart[]).filter((part) => !mayDiffer.includes(part));
  // A journal of a job that had no parameters may be from before there were any.
  return parts.filter((part) => (before[part] ?? '') !== now[part]).map((part) => partNames[part]);
}

function digestOf(params: Params): string {
  return createHash('sha256').update(JSON.stringify(params)).digest('hex');
}
