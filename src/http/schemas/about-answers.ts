import Type, { type TSchema } from 'typebox';
import { jobStates } from '../../model/job-report.ts';
import { limitNames } from '../../model/limits.ts';
import { tokenScopes } from '../../store/token-scopes.ts';
import { jobCountsByState } from './job-answers.ts';
import { count, digest, exactly, id, name, nullable, oneOf, shared, timeMs } from './shapes.ts';

const Strike = exactly(
  {
    reason: Type.String(),
    job: nullable(id),
    package: nullable(digest),
    atMs: timeMs,
    forgiven: Type.Boolean({
      description: 'The account was let in again since; it does not count any more.',
    }),
  },
  { description: 'A hostile act of a job of the account.' },
);

const Me = exactly(
  {
    account: shared('Account'),
    token: exactly({
      id: Type.String(),
      label: Type.String(),
      scopes: Type.Array(oneOf(tokenScopes)),
      createdAtMs: timeMs,
      expiresAtMs: nullable(timeMs),
    }),
    quotaBytes: count,
    usedBytes: count,
    usage: shared('Usage'),
    strikes: Type.Array(shared('Strike'), { description: 'The newest 100, newest first.' }),
    strikesToBlock: count,
  },
  { description: 'Whose token it is, and what the account has.' },
);

const KnownLimit = exactly({
  name: oneOf(limitNames),
  value: Type.Number({ description: 'What jobs of this chief get unless they ask for less.' }),
  default: Type.Number({ description: 'What Butcher has where nobody decides.' }),
  unit: oneOf(['bytes', 'seconds', 'count', 'cores']),
  meaning: Type.String(),
});

const Terms = exactly(
  {
    limits: Type.Array(KnownLimit),
    packageUploadBytes: count,
    datasetBytes: count,
    quotaBytes: count,
    slots: count,
    runningJobs: count,
    queuedJobs: count,
    queuedJobsPerAccount: count,
    ociRuntimes: Type.Array(Type.String()),
  },
  { description: 'What this chief allows.' },
);

const RuleExample = exactly(
  {
    files: Type.Array(exactly({ path: Type.String(), text: Type.String() })),
    without: Type.Array(Type.String(), { description: 'Files of the example package that are left out.' }),
  },
  { description: 'A package, as it differs from the example package.' },
);

const Rule = exactly(
  {
    id: Type.String({ description: 'Never changes meaning.' }),
    severity: oneOf(['error', 'warning']),
    title: Type.String(),
    explanation: Type.String(),
    help: Type.String(),
    bad: shared('RuleExample'),
    good: shared('RuleExample'),
  },
  { description: 'A rule of the static checks. Texts have code in backquotes.' },
);

const MachineJob = exactly(
  {
    position: nullable(Type.Integer({ minimum: 1, description: 'Its place among those that wait.' })),
    id: nullable(id),
    name: nullable(name),
    account: nullable(name),
    state: oneOf(jobStates),
    createdAtMs: nullable(timeMs),
    workers: count,
    memoryBytes: count,
    waitsFor: nullable(Type.String({ description: 'The end of "it waits for …".' })),
  },
  { description: 'A job that waits or runs; who it is only for its own account and for operators.' },
);

const Machine = exactly(
  {
    version: Type.String(),
    ready: Type.Boolean(),
    holds: Type.Array(exactly({ what: oneOf(['chief', 'disk', 'engine']), message: Type.String() })),
    engine: nullable(Type.String({ description: 'Null where it does not answer.' })),
    image: Type.Optional(
      nullable(
        Type.String({
          description: 'Id of the sandbox image; null: no job has needed it since the chief began.',
        }),
      ),
    ),
    slots: exactly({ total: count, shared: count }),
    machines: nullable(
      exactly(
        {
          ready: count,
          draining: count,
          down: count,
          list: nullable(
            Type.Array(
              exactly({
                name: Type.String(),
                state: oneOf(['ready', 'draining', 'down']),
                slots: nullable(Type.Integer({ minimum: 0, description: 'Workers at once.' })),
                busy: Type.Integer({ minimum: 0, description: 'Workers now.' }),
              }),
              { description: 'The first 1,000, and only for operators.' },
            ),
          ),
        },
        { description: 'Where workers run; null: on the machine of the chief alone.' },
      ),
    ),
    runningJobs: exactly({ now: count, most: count }),
    memory: exactly({ totalBytes: count, claimedBytes: count }),
    disk: exactly({
      freeBytes: count,
      totalBytes: count,
      reserveBytes: count,
      stored: nullable(
        exactly(
          Object.fromEntries(
            [
              'packages',
              'datasets',
              'libraries',
              'jobs',
              'cache',
              'bundles',
              'audit',
              'incoming',
              'running',
            ].map((kind) => [kind, count]),
          ),
          { description: 'Only for operators.' },
        ),
      ),
    }),
    jobs: jobCountsByState,
    running: Type.Array(shared('MachineJob')),
    queue: Type.Array(shared('MachineJob'), {
      description: 'The first 500 that wait, in the order in which they will be begun.',
    }),
    queueLength: count,
  },
  { description: 'The machine of this chief, and what waits for what.' },
);

const Nodes = exactly(
  {
    slots: count,
    nodes: Type.Array(
      exactly({
        id: Type.String(),
        name: Type.String(),
        slots: Type.Integer({ minimum: 0, description: 'Workers at once; 0 unless it is ready.' }),
        state: oneOf(['ready', 'draining', 'down']),
        isOwn: Type.Boolean({ description: 'The machine of the chief.' }),
      }),
    ),
  },
  {
    description: 'Machines where workers run, with the room for workers that have the limits of this chief.',
  },
);

export const aboutAnswers: Readonly<Record<string, TSchema>> = {
  Strike,
  Me,
  Terms,
  RuleExample,
  Rule,
  MachineJob,
  Machine,
  Nodes,
};
