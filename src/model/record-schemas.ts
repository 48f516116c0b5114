import { failureCatalogue } from './failures.ts';
import { mostMachinesNamed } from './job-report.ts';
import { type LimitName, limitKind, limitNames } from './limits.ts';
import { namePattern } from './names.ts';

// JSON Schemas of what is kept on disk and read back. They are written out, since the schema builder takes a fifth of a
// second to load.

type Schema = Readonly<Record<string, unknown>>;

export const flag: Schema = { type: 'boolean' };
/** A whole number that JavaScript can count to. */
export const count: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
export const ordinal: Schema = { ...count, minimum: 1 };
export const amount: Schema = { type: 'number', minimum: 0 };
export const crc: Schema = { ...count, maximum: 2 ** 32 - 1 };

export const name: Schema = { type: 'string', pattern: namePattern.source };
/** Of a job. It is the name of a folder, too. */
export const jobId: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' };
export const digest: Schema = { type: 'string', pattern: '^sha256:[0-9a-f]{1,64}$' };
/** Absolute, with nothing in it that leads up again. */
export const path: Schema = {
  type: 'string',
  maxLength: 4096,
  pattern: '^(?![^]*/\\.{1,2}(?:/|$))/[^\\u0000]*$',
};

/** What a file may be called: one part of a path, and none that leads up or nowhere. */
export const fileName: Schema = { type: 'string', pattern: '^(?!\\.{1,2}$)[^/\\u0000]{1,255}$' };

/** Of a job. Whoever takes them from a record of somebody else's holds them against what the package declares. */
export const params: Schema = { type: 'object', maxProperties: 64 };

const counts = ['fragments', 'results', 'merged', 'failed', 'skipped', 'retried'];
const mostTextCharacters = 1024 * 1024;

/** An object with these fields and no other; those of `optional` may be missing. */
export function exactly(
  properties: Readonly<Record<string, Schema>>,
  ...optional: readonly string[]
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

export function nullable(schema: Schema): Schema {
  return { anyOf: [{ type: 'null' }, schema] };
}

export function oneOf(...values: readonly unknown[]): Schema {
  return { enum: values };
}

export function text(maxLength: number): Schema {
  return { type: 'string', maxLength };
}

export const limits: Schema = exactly(
  Object.fromEntries(limitNames.map((limit) => [limit, limitSchema(limit)])),
);

function limitSchema(limit: LimitName): Schema {
  const { unit, most: maximum = Number.MAX_SAFE_INTEGER } = limitKind(limit);
  if (unit === 'seconds' || unit === 'cores') return { type: 'number', exclusiveMinimum: 0, maximum };
  return { type: 'integer', minimum: 1, maximum };
}

export const jobOptions: Schema = exactly(
  {
    workers: { ...ordinal, maximum: 1_000_000 },
    ordered: flag,
    resume: flag,
    retries: { ...count, maximum: 1_000_000 },
    onError: oneOf('fail', 'skip'),
    maxFailed: nullable({ anyOf: [exactly({ count: amount }), exactly({ percent: amount })] }),
    limits,
    strictResults: flag,
    fragmentDigests: flag,
    firstFragments: { ...ordinal, maximum: 1_000_000 },
    params,
    ociRuntime: nullable({ type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
  },
  'strictResults',
  'fragmentDigests',
  'firstFragments',
  'params',
);

export const failure: Schema = exactly({
  code: oneOf(...Object.keys(failureCatalogue)),
  message: text(mostTextCharacters),
  help: text(mostTextCharacters),
  stage: oneOf('checking', 'preparing', 'split', 'process', 'merge', 'finish', 'packing'),
  fragment: nullable(ordinal),
  limit: nullable(text(64)),
  observed: nullable({ type: 'number' }),
  file: nullable(text(4096)),
  line: nullable(ordinal),
  traceback: nullable(text(mostTextCharacters)),
  bundle: nullable(text(4096)),
});

const peak = nullable(count);
const distribution = exactly({
  name: text(255),
  version: text(255),
  sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
});

const fragmentLeftOut = exactly({
  fragment: ordinal,
  code: oneOf(...Object.keys(failureCatalogue)),
  message: text(mostTextCharacters),
  file: nullable(text(4096)),
  line: nullable(ordinal),
  begins: nullable(text(1024)),
});

/** What a job came to. Earlier versions told no peaks of memory, no libraries and no files. */
export const jobSummary: Schema = exactly(
  {
    id: jobId,
    name,
    state: oneOf(
      ...(['queued', 'preparing', 'running', 'packing', 'done'] as const),
      ...(['refused', 'failed', 'cancelled', 'interrupted'] as const),
    ),
    package: nullable(digest),
    dataset: nullable(text(4096)),
    counts: exactly(Object.fromEntries(counts.map((counted) => [counted, count]))),
    bytes: exactly({ in: count, out: count }),
    seconds: exactly({ preparing: amount, running: amount, packing: amount }),
    peakMemory: exactly({ splitter: peak, worker: peak, merger: peak }),
    cpuSeconds: exactly({
      splitter: nullable(amount),
      worker: nullable(amount),
      merger: nullable(amount),
    }),
    image: text(4096),
    workers: count,
    machines: {
      ...{ type: 'array', maxItems: mostMachinesNamed },
      items: exactly({ name: nullable(text(4096)), workers: ordinal, lost: count }),
    },
    engine: text(4096),
    warnings: { type: 'array', items: text(mostTextCharacters) },
    failure: nullable(failure),
    distributions: { type: 'array', maxItems: 10_000, items: distribution },
    params,
    leftOut: { type: 'array', maxItems: 100, items: fragmentLeftOut },
    files: exactly({
      first: { type: 'array', maxItems: 100, items: exactly({ path: text(4096), bytes: count }) },
      ...{ count, bytes: count },
    }),
  },
  'peakMemory',
  'cpuSeconds',
  'image',
  'distributions',
  'files',
  'params',
  'leftOut',
  'machines',
);

/** The process that runs something. */
export const processIdentity: Schema = exactly({
  pid: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
  began: nullable(text(256)),
});
