import Type from 'typebox';
import { failureCatalogue } from '../../model/failures.ts';
import { jobStates } from '../../model/job-report.ts';
import { expiresAtMs } from './content-answers.ts';
import { jobEvents } from './events.ts';
import {
  count,
  datasetName,
  digest,
  exactly,
  id,
  name,
  nullable,
  oneOf,
  position,
  shared,
  timeMs,
} from './shapes.ts';

const seconds = Type.Number({ minimum: 0 });

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

/** What it took. */
export const Costs = exactly(
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

/** Workers of a job by machine. */
export const BusyWorkers = exactly(
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

/** How many jobs are in each state that any of them is in. */
export const jobCountsByState = exactly(
  Object.fromEntries(jobStates.map((state) => [state, Type.Optional(count)])),
);

/** Jobs, and what they came to. */
export const jobAnswers = {
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
};
