import Type, { type TSchema } from 'typebox';
import { problemCatalogue } from '../../chief/problem.ts';
import { failureCatalogue } from '../../model/failures.ts';
import { jobStates } from '../../model/job-report.ts';
import { limitNames } from '../../model/limits.ts';
import { tokenScopes } from '../../store/token-scopes.ts';
import { httpProblems } from '../http-problem.ts';
import { jobEvents } from './events.ts';
import { count, datasetName, digest, exactly, id, name, nullable, oneOf, shared, timeMs } from './shapes.ts';
import { webhookAnswers } from './webhook-answers.ts';

const seconds = Type.Number({ minimum: 0 });
const position = nullable(Type.Integer({ minimum: 1 }));

const expiresAtMs = Type.Optional(
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

/** Every code, once: some are failures of jobs and problems of requests alike. */
const codes = [
  ...new Set([httpProblems, problemCatalogue, failureCatalogue].flatMap((all) => Object.keys(all))),
].sort();

const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(codes, { description: 'Never changes meaning.' }),
    detail: Type.String({ description: 'What is wrong, one sentence.' }),
    help: Type.String({ description: 'What to do about it.' }),
    request: Type.Optional(
      Type.String({
        description: 'Names the request in the log of the chief; also the header X-Request-Id.',
      }),
    ),
    report: Type.Optional(shared('CheckReport')),
  },
  { description: 'Why a request was not granted (RFC 9457).' },
);

const Finding = exactly(
  {
    rule: Type.String(),
    severity: oneOf(['error', 'warning']),
    message: Type.String(),
    help: Type.String(),
    file: Type.String(),
    line: position,
    column: position,
    endLine: position,
    endColumn: position,
  },
  { description: 'One thing wrong with a package. Lines and columns count from 1.' },
);

const CheckReport = exactly({
  findings: Type.Array(shared('Finding'), {
    description: 'The first 500, errors before warnings; `errors` and `warnings` count all.',
  }),
  errors: count,
  warnings: count,
  refused: Type.Boolean(),
});

const Failure = exactly({
  code: oneOf(Object.keys(failureCatalogue)),
  message: Type.String(),
  help: Type.String(),
  stage: oneOf(['checking', 'preparing', 'split', 'process', 'merge', 'finish', 'packing']),
  fragment: position,
  limit: nullable(Type.String()),
  observed: nullable(Type.Number()),
  file: nullable(Type.String()),
  line: position,
  traceback: nullable(Type.String()),
  bundle: nullable(Type.String()),
});

const Limits = exactly(Object.fromEntries(limitNames.map((limit) => [limit, Type.Number()])), {
  description: 'Bytes, seconds or plain counts, as their names say.',
});

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

const JobCounts = exactly({
  fragments: count,
  results: count,
  merged: count,
  failed: count,
  skipped: count,
  retried: count,
});

const Params = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The parameters of the job, defaults among them. Not in lists.',
});

const JobOptions = exactly({
  workers: count,
  ordered: Type.Boolean(),
  resume: Type.Boolean(),
  retries: count,
  onError: oneOf(['fail', 'skip']),
  maxFailed: nullable(Type.Union([exactly({ count: Type.Number() }), exactly({ percent: Type.Number() })])),
  limits: shared('Limits'),
  ociRuntime: nullable(Type.String()),
  strictResults: Type.Optional(Type.Boolean()),
  fragmentDigests: Type.Optional(Type.Boolean()),
  firstFragments: Type.Optional(Type.Integer({ minimum: 1, description: 'A test of so many fragments.' })),
  params: Type.Optional(Params),
});

const peak = nullable(count);

const PeakMemory = exactly(
  { splitter: peak, worker: peak, merger: peak },
  {
    description:
      'Highest memory use of any one container of each role, in bytes, with the files that the kernel caches for it; null where none ran or it could not be read.',
  },
);

const spent = nullable(Type.Number({ minimum: 0 }));

const Costs = exactly(
  {
    cpuSeconds: Type.Number({ minimum: 0, description: 'Processor time of the code.' }),
    byteHours: Type.Number({ minimum: 0, description: 'Bytes stored, times the hours that they were.' }),
  },
  {
    description:
      'What was used up: by a job in all its runs and since its end, by an account since it was made.',
  },
);

const CpuSeconds = exactly(
  { splitter: spent, worker: spent, merger: spent },
  {
    description:
      'Processor time of all containers of each role in this run, in seconds; null where none ran or it could not be read.',
  },
);

const ResultFiles = exactly(
  { first: Type.Array(exactly({ path: Type.String(), bytes: count })), count, bytes: count },
  { description: 'What the results tar holds: the first files by name, and all of them counted.' },
);

const FragmentLeftOut = exactly(
  {
    fragment: count,
    code: oneOf(Object.keys(failureCatalogue)),
    message: Type.String(),
    file: nullable(Type.String()),
    line: nullable(count),
    begins: nullable(Type.String({ description: 'Its first bytes, as Python shows them.' })),
  },
  { description: 'A fragment that the results are without.' },
);

const Distribution = exactly(
  { name: Type.String(), version: Type.String(), sha256: Type.String({ description: 'Of the wheel.' }) },
  { description: 'A library that was installed for the package.' },
);

const MachineUse = exactly(
  {
    name: nullable(Type.String({ description: "Null: the chief's own engine." })),
    workers: Type.Integer({ minimum: 1, description: 'Workers that began there.' }),
    lost: Type.Integer({ minimum: 0, description: 'Of those, how many were lost with the machine.' }),
  },
  {
    description:
      'Where workers of a job ran. At most 100 are named, and none where all were on the chief itself.',
  },
);

const BusyWorkers = exactly(
  {
    busy: count,
    total: Type.Integer({ minimum: 0, description: 'How many there may be.' }),
    there: Type.Optional(Type.Integer({ minimum: 0, description: 'How many there are.' })),
    machines: Type.Optional(Type.Integer({ minimum: 0, description: 'On how many machines.' })),
  },
  { description: 'Workers of a job that runs; the last two where some are on other machines.' },
);

/** What a job came to. */
const summary = {
  id,
  name,
  state: oneOf(jobStates),
  package: nullable(digest),
  dataset: nullable(datasetName),
  counts: shared('JobCounts'),
  bytes: exactly({ in: count, out: count }),
  seconds: exactly({ preparing: seconds, running: seconds, packing: seconds }),
  peakMemory: PeakMemory,
  cpuSeconds: Type.Optional(CpuSeconds),
  image: Type.Optional(Type.String({ description: 'Id of the image that its sandboxes were made of.' })),
  workers: count,
  machines: Type.Optional(Type.Array(MachineUse)),
  engine: Type.String(),
  distributions: Type.Array(Distribution),
  warnings: Type.Array(Type.String()),
  failure: nullable(shared('Failure')),
  params: Type.Optional(Params),
  leftOut: Type.Optional(Type.Array(FragmentLeftOut)),
  files: Type.Optional(ResultFiles),
  costs: Type.Optional(Costs),
};

const JobSummary = exactly(summary, { description: 'What a job came to, as its report has it.' });

const Job = exactly({
  ...summary,
  account: name,
  datasetId: nullable(id),
  options: shared('JobOptions'),
  busy: nullable(shared('BusyWorkers')),
  hasResults: Type.Boolean({ description: 'The results can be fetched.' }),
  exhausted: Type.Boolean({ description: 'The splitter has no more fragments.' }),
  position: nullable(Type.Integer({ minimum: 1, description: 'Its place among the jobs that wait.' })),
  waitsFor: nullable(Type.String({ description: 'The end of "it waits for …".' })),
  storedBytes: count,
  cacheBytes: count,
  bundleBytes: count,
  content: Type.Optional(
    exactly(
      {
        packageBytes: nullable(count),
        datasetBytes: nullable(count),
        datasetDigest: nullable(digest),
        resultsBytes: nullable(count),
        resultsDigest: nullable(digest),
      },
      { description: 'What it is made of and has made, as far as it is there. Not in lists.' },
    ),
  ),
  createdAtMs: timeMs,
  startedAtMs: nullable(timeMs),
  endedAtMs: nullable(timeMs),
  expiresAtMs,
});

const JobRow = exactly(
  {
    id,
    name,
    account: name,
    state: oneOf(jobStates),
    package: nullable(digest),
    dataset: nullable(datasetName),
    createdAtMs: timeMs,
    startedAtMs: nullable(timeMs),
    endedAtMs: nullable(timeMs),
    counts: shared('JobCounts'),
    exhausted: Type.Boolean(),
    seconds,
    busy: nullable(shared('BusyWorkers')),
    position: nullable(Type.Integer({ minimum: 1 })),
    storedBytes: count,
    hasResults: Type.Boolean(),
    firstFragments: nullable(Type.Integer({ minimum: 1, description: 'A test of so many fragments.' })),
    failure: nullable(
      exactly({
        code: oneOf(Object.keys(failureCatalogue)),
        message: Type.String(),
        fragment: position,
        file: nullable(Type.String()),
        line: position,
      }),
    ),
  },
  { description: 'A job as a row of a long list.' },
);

const BulkItem = exactly(
  {
    id,
    done: Type.Boolean(),
    problem: nullable(
      exactly(
        { code: Type.String(), detail: Type.String(), help: Type.String() },
        { description: 'Why not.' },
      ),
    ),
  },
  { description: 'What came of an act on many jobs for one of them.' },
);

const FailedFragment = exactly({
  fragment: Type.Integer({ minimum: 1 }),
  state: oneOf(['failed', 'skipped'], { description: '`skipped`: left out of the results.' }),
  attempts: count,
  failure: shared('Failure'),
});

const FailureGroup = exactly(
  {
    code: oneOf(Object.keys(failureCatalogue)),
    message: Type.String({ description: 'Of the first of them.' }),
    file: nullable(Type.String()),
    line: position,
    count,
    fragments: Type.Array(Type.Integer({ minimum: 1 }), { description: 'The first 20, by number.' }),
    example: exactly({
      fragment: Type.Integer({ minimum: 1 }),
      attempts: count,
      failure: shared('Failure'),
      bytes: nullable(count),
      begins: Type.String({ description: 'The first bytes of the fragment, at most 512, in base64.' }),
    }),
  },
  { description: 'Fragments that failed in the same way.' },
);

const ResultEntry = exactly(
  {
    name: Type.String({ description: 'To be shown; bytes that are not UTF-8 are escaped.' }),
    key: Type.String({ description: 'Its whole path, every byte of it, in base64url.' }),
    kind: oneOf(['file', 'folder']),
    bytes: Type.Integer({ minimum: 0, description: 'Of a folder, of all files in it at any depth.' }),
    files: count,
  },
  { description: 'A file or folder of results.' },
);

const seenAccount = {
  name,
  admin: Type.Boolean(),
  createdAtMs: timeMs,
  blocked: nullable(
    exactly({
      sinceMs: timeMs,
      reason: Type.String(),
      stops: Type.Boolean({ description: 'What ran of it was stopped, too.' }),
    }),
  ),
  strikes: count,
  settings: exactly(
    {
      quotaBytes: Type.Optional(count),
      slots: Type.Optional(count),
      weight: Type.Optional(count),
      queuedJobs: Type.Optional(count),
      requestsPerSecond: Type.Optional(count),
      requestBurst: Type.Optional(count),
      limits: Type.Optional(
        exactly(Object.fromEntries(limitNames.map((limit) => [limit, Type.Optional(Type.Number())]))),
      ),
    },
    { description: 'What was decided for this account; what is left out is as the chief has it for all.' },
  ),
  costs: Costs,
};
const Account = exactly(seenAccount);

const Usage = exactly(
  {
    packageBytes: count,
    datasetBytes: count,
    libraryBytes: count,
    jobBytes: count,
    cacheBytes: count,
    bundleBytes: count,
    auditBytes: count,
    incomingBytes: count,
    runningBytes: count,
  },
  { description: 'What an account has, in bytes; content that several own counts for each.' },
);

const AccountInUse = exactly({ ...seenAccount, usage: shared('Usage') });

const token = {
  id: Type.String(),
  account: name,
  label: Type.String({ description: 'What it is for.' }),
  scopes: Type.Array(oneOf(tokenScopes)),
};

const Token = exactly({
  ...token,
  createdAtMs: timeMs,
  expiresAtMs: nullable(timeMs),
  revokedAtMs: nullable(timeMs),
  lastUsedAtMs: nullable(timeMs),
  lastUsedFrom: nullable(Type.String({ description: 'The address that it was last used from.' })),
});

const shownToken = {
  ...token,
  token: Type.String({ description: 'Shown this once.' }),
  expiresAtMs: nullable(timeMs),
};

/** A token as it was just made. */
export const issuedToken = exactly(shownToken);
export const madeToken = exactly({ ...shownToken, madeAccount: Type.Boolean() });

const AuditRow = exactly({
  sequence: count,
  atMs: timeMs,
  actor: Type.String({ description: 'An account, or `operator` for a command on the machine, or `chief`.' }),
  from: nullable(Type.String({ description: 'The address that it was asked from.' })),
  token: nullable(Type.String({ description: 'Id of the token that it was asked with.' })),
  account: nullable(Type.String()),
  action: Type.String(),
  subject: nullable(Type.String()),
  detail: Type.String(),
});

/** How many jobs are in each state that any of them is in. */
export const jobCountsByState = exactly(
  Object.fromEntries(jobStates.map((state) => [state, Type.Optional(count)])),
);

const Envelope = exactly({
  payloadType: Type.String(),
  payload: Type.String({ description: 'The in-toto statement, in base64.' }),
  signatures: Type.Array(exactly({ keyid: Type.Optional(Type.String()), sig: Type.String() })),
});

const PublicKey = exactly({
  keyid: Type.String({ description: 'SHA-256 over the key in DER form, in hex.' }),
  publicKey: Type.String({ description: 'PEM.' }),
});

/** The shapes of answers, by the names that the OpenAPI document has them under. */
export const answers: Readonly<Record<string, TSchema>> = {
  BusyWorkers,
  Problem,
  Finding,
  CheckReport,
  Failure,
  Limits,
  Manifest,
  Package,
  PackageFile,
  Check,
  Dataset,
  Upload,
  JobCounts,
  JobOptions,
  JobSummary,
  Job,
  JobRow,
  BulkItem,
  ...jobEvents,
  FailedFragment,
  FailureGroup,
  ResultEntry,
  Account,
  Usage,
  AccountInUse,
  Token,
  ...webhookAnswers,
  AuditRow,
  Envelope,
  PublicKey,
};
