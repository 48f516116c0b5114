import { recordShape } from '../files/read-record.ts';
import type { JobSummary, JobWork } from '../model/job-report.ts';
import type { JobOptions } from '../model/job-request.ts';
import { fragmentDigestsFile } from '../model/result-files.ts';

/** Digests of one thing by algorithm, in hex, as in-toto has them. */
export type DigestSet = Readonly<Record<string, string>>;

/** A thing that a statement speaks of (in-toto ResourceDescriptor). */
export interface Resource {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: DigestSet;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://slsa.dev/provenance/v1';
/** How the results came about, as docs/provenance.md describes it. */
export const buildType = 'urn:butcher:job:v1';

/** Names of the dependencies of a job that are not libraries. */
export const dependencyNames = { package: 'package', data: 'data', image: 'image' } as const;

/** An in-toto statement v1 with the SLSA provenance v1 of a job's results, as far as this program reads one. */
export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly (Resource & { readonly name: string; readonly digest: DigestSet })[];
  readonly predicateType: typeof predicateType;
  readonly predicate: {
    readonly buildDefinition: {
      readonly buildType: typeof buildType;
      readonly externalParameters: Readonly<Record<string, unknown>>;
      readonly internalParameters: Readonly<Record<string, unknown>>;
      readonly resolvedDependencies: readonly Resource[];
    };
    readonly runDetails: {
      readonly builder: { readonly id: string; readonly version: Readonly<Record<string, string>> };
      readonly metadata: {
        readonly invocationId: string;
        readonly startedOn: string;
        readonly finishedOn: string;
      };
      readonly byproducts: readonly Resource[];
      readonly butcher_work: Readonly<Record<string, unknown>>;
    };
  };
}

/** A machine on which parts of a job ran. */
export interface Machine {
  /** Left out where it is nobody's business. */
  readonly name?: string;
  /** Such as `linux x64`; left out where it is not known. */
  readonly system?: string;
}

export interface JobFacts {
  /** Of a job that is done. */
  readonly job: JobSummary;
  readonly options: JobOptions;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Digest of the results tar, `sha256:` and hex. */
  readonly results: string;
  readonly package: DigestSet;
  readonly data: { readonly name: string; readonly digest: DigestSet } | null;
  /** Of the side file with a digest for each fragment's result, in hex; null where there is none. */
  readonly fragmentDigests: string | null;
  /** It went on with what an earlier run had kept. */
  readonly resumed: boolean;
  /** What all its runs took. */
  readonly work: JobWork;
  /** That of the chief's own engine. */
  readonly machine: Machine;
  /** Of this program. */
  readonly version: string;
  readonly keyId: string;
}

const digestSet = { type: 'object', additionalProperties: { type: 'string', maxLength: 1024 } } as const;
const resources = {
  type: 'array',
  items: { type: 'object', properties: { name: { type: 'string' }, digest: digestSet } },
} as const;

/** The shape of a statement as this program makes it, with whatever a later one adds. */
export const statementShape = recordShape({
  type: 'object',
  required: ['_type', 'subject', 'predicateType', 'predicate'],
  properties: {
    _type: { const: statementType },
    predicateType: { const: predicateType },
    subject: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'digest'],
        properties: { name: { type: 'string', maxLength: 4096 }, digest: digestSet },
      },
    },
    predicate: {
      type: 'object',
      required: ['buildDefinition', 'runDetails'],
      properties: {
        buildDefinition: {
          type: 'object',
          required: ['buildType', 'resolvedDependencies'],
          properties: { buildType: { const: buildType }, resolvedDependencies: resources },
        },
        runDetails: {
          type: 'object',
          required: ['metadata'],
          properties: {
            metadata: {
              type: 'object',
              required: ['invocationId'],
              properties: { invocationId: { type: 'string', maxLength: 256 } },
            },
            byproducts: resources,
          },
        },
      },
    },
  },
});

/** What a chief says of how results came about. */
export function statementOf(facts: JobFacts): Statement {
  const { job, options, data, fragmentDigests, work } = facts;
  const { counts, bytes, seconds } = job;
  return {
    _type: statementType,
    subject: [{ name: `${job.name}.tar`, digest: { sha256: hexOf(facts.results) } }],
    predicateType,
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: externalParameters(job.name, options),
        internalParameters: { engine: job.engine, workers: options.workers, ociRuntime: options.ociRuntime },
        resolvedDependencies: [
          { name: dependencyNames.package, digest: facts.package },
          ...(data === null
            ? []
            : [{ name: dependencyNames.data, digest: data.digest, annotations: { name: data.name } }]),
          ...imageOf(job.image),
          ...job.distributions.map(({ name, version, sha256 }) => ({
            uri: `pkg:pypi/${name}@${encodeURIComponent(version)}`,
            digest: { sha256 },
          })),
        ],
      },
      runDetails: {
        builder: { id: `urn:butcher:chief:${facts.keyId}`, version: { butcher: facts.version } },
        metadata: {
          invocationId: job.id,
          startedOn: new Date(facts.startedAtMs).toISOString(),
          finishedOn: new Date(facts.finishedAtMs).toISOString(),
        },
        byproducts:
          fragmentDigests === null
            ? []
            : [{ name: fragmentDigestsFile, digest: { sha256: fragmentDigests } }],
        butcher_work: {
          attempts: work.machines.reduce((sum, { attempts }) => sum + attempts, 0),
          resumed: facts.resumed,
          counts,
          bytes,
          seconds,
          cpuSeconds: work.cpuSeconds,
          peakMemoryBytes: work.peakMemory,
          machines: machinesOf(work, facts.machine),
          fromEarlierProcessor: work.fromEarlierProcessor,
        },
      },
    },
  };
}

/** The chief's own first: splitter and merger ran there, wherever fragments were tried. */
function machinesOf({ machines }: JobWork, own: Machine): readonly (Machine & { attempts: number })[] {
  const here = machines.find(({ node }) => node === null)?.attempts ?? 0;
  const others = machines.flatMap(({ node, attempts }) => (node === null ? [] : [{ name: node, attempts }]));
  return [{ ...own, attempts: here }, ...others.sort((one, other) => (one.name < other.name ? -1 : 1))];
}

function externalParameters(name: string, options: JobOptions): Readonly<Record<string, unknown>> {
  const { ordered, retries, onError, maxFailed, strictResults = false, params = {}, limits } = options;
  return { name, params, ordered, retries, onError, maxFailed, strictResults, limits };
}

/** Without an engine there is no image, but a Python. */
function imageOf(image: string | undefined): readonly Resource[] {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(image ?? '')?.[1];
  return digest === undefined ? [] : [{ name: dependencyNames.image, digest: { sha256: digest } }];
}

export function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
