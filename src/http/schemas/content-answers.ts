import Type from 'typebox';
import { limitNames } from '../../model/limits.ts';
import { count, datasetName, digest, exactly, id, name, nullable, oneOf, shared, timeMs } from './shapes.ts';

/** Of what goes by itself. */
export const expiresAtMs = Type.Optional(
  nullable({
    ...timeMs,
    description: 'When it goes by itself, unless something needs it then; null: never.',
  }),
);

/** Of what jobs are made of. An earlier chief does not tell. */
const used = {
  lastUsedAtMs: Type.Optional({
    ...timeMs,
    description: 'When a job was last made of it, or else when it came.',
  }),
  jobs: Type.Optional({ ...count, description: 'Jobs of it that are there; at most 1,000 are counted.' }),
};

const Manifest = exactly({
  name: Type.Optional(name),
  description: Type.Optional(Type.String()),
  ordered: Type.Optional(Type.Boolean()),
  workers: Type.Optional(count),
  python: Type.Optional(Type.String()),
  params: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'JSON Schema of the parameters that a job of the package takes in `options.params`.',
    }),
  ),
  limits: exactly(Object.fromEntries(limitNames.map((limit) => [limit, Type.Optional(Type.Number())]))),
});

const Package = exactly({
  digest,
  name,
  owner: name,
  files: count,
  bytes: count,
  manifest: nullable(shared('Manifest')),
  addedAtMs: timeMs,
  ...used,
  expiresAtMs,
});

const Check = exactly(
  {
    report: shared('CheckReport'),
    package: nullable(exactly({ name, files: count, bytes: count, manifest: nullable(shared('Manifest')) })),
  },
  { description: 'What the checks find in a package; no package where it cannot be read.' },
);

const PackageFile = exactly(
  {
    path: Type.String(),
    bytes: count,
    text: Type.Boolean({ description: 'By its name it is text, and given out as such.' }),
  },
  { description: 'A file of a package.' },
);

const Upload = exactly({
  id,
  kind: oneOf(['dataset', 'package']),
  name: Type.String({ description: 'As it was begun.' }),
  folder: Type.Boolean({ description: 'The body is a tar to unpack.' }),
  bytes: nullable({ ...count, description: 'Of the whole; null where that was not said.' }),
  fingerprint: nullable(Type.String({ description: 'What its sender knows the body by.' })),
  offset: { ...count, description: 'Bytes that have come.' },
  complete: Type.Boolean({ description: 'All of it has come, and was kept.' }),
  createdAtMs: timeMs,
  touchedAtMs: { ...timeMs, description: 'When bytes of it last came.' },
  expiresAtMs: nullable({ ...timeMs, description: 'When it goes unless more comes; null: never.' }),
});

const Dataset = exactly({
  id,
  name: datasetName,
  owner: name,
  digest,
  bytes: count,
  folder: Type.Boolean({ description: 'A folder rather than a file.' }),
  createdAtMs: timeMs,
  ...used,
  expiresAtMs,
});

/** What jobs are made of. */
export const contentAnswers = { Manifest, Package, PackageFile, Check, Dataset, Upload };
