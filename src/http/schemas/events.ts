import Type, { type TProperties, type TSchema } from 'typebox';
import { failureCatalogue } from '../../model/failures.ts';
import { jobStates } from '../../model/job-report.ts';
import { count, exactly, id, name, nullable, oneOf, shared } from './shapes.ts';

const role = nullable(oneOf(['splitter', 'worker', 'merger']));
const number = nullable(count);

function event<Properties extends TProperties>(type: string, description: string, properties: Properties) {
  return exactly({ type: Type.Literal(type), ...properties }, { description });
}

const kinds: Readonly<Record<string, TSchema>> = {
  JobEventBegin: event('job', 'The job, before anything else.', { id, name }),
  JobEventState: event('state', 'It is in another state, or at another stage of preparing.', {
    state: oneOf(jobStates),
    stage: Type.Optional(oneOf(['checking', 'dependencies', 'image', 'containers'])),
  }),
  JobEventProgress: event('progress', 'How far it is, as of now.', {
    counts: shared('JobCounts'),
    bytes: exactly({ in: count, out: count }),
    exhausted: Type.Boolean({ description: 'The splitter has ended, so `counts.fragments` is final.' }),
    workers: shared('BusyWorkers'),
    seconds: Type.Number({ minimum: 0 }),
  }),
  JobEventLog: event('log', 'A line that its code printed; without a role, one of what prepares it.', {
    ...{ role, worker: number, fragment: Type.Optional(number), text: Type.String() },
    stream: Type.Optional(Type.Literal('stderr', { description: 'It was printed to `sys.stderr`.' })),
  }),
  JobEventRetry: event('retry', 'Fragments are tried again.', {
    fragments: Type.Array(count),
    attempt: count,
    code: oneOf(Object.keys(failureCatalogue)),
    reason: Type.String(),
  }),
  JobEventFailure: event('failure', 'It failed, or a fragment of it did.', { failure: shared('Failure') }),
  JobEventFinding: event('finding', 'Something in its package.', { finding: shared('Finding') }),
  JobEventWarning: event('warning', 'Something to know that does not end it.', {
    message: Type.String(),
    waitsFor: Type.Optional(Type.String({ description: 'The end of "it waits for …", where it does.' })),
  }),
  JobEventReport: event('report', 'It has ended; the last event.', {
    job: shared('JobSummary'),
    results: nullable(Type.String({ description: 'Always null: results are fetched.' })),
  }),
};

const feedKinds: Readonly<Record<string, TSchema>> = {
  JobsEventChanges: exactly(
    {
      rows: Type.Array(shared('JobRow')),
      gone: Type.Array(Type.String({ description: 'Ids of jobs that are not there any more.' })),
      missed: Type.Boolean({ description: 'More has changed than is told.' }),
    },
    { description: 'Of an event `jobs`: jobs that have changed.' },
  ),
  JobsEventCounts: exactly(
    { counts: exactly(Object.fromEntries(jobStates.map((state) => [state, Type.Optional(count)]))) },
    { description: 'Of an event `counts`: how many jobs are in each state.' },
  ),
};

/** What `data` of an event stream holds, each kind under its name, and all of them as `JobEvent`. */
export const jobEvents: Readonly<Record<string, TSchema>> = {
  ...kinds,
  ...feedKinds,
  JobEvent: Type.Unsafe<unknown>({
    description: 'What happened in a job: one line of `butcher run --json`, or `data` of an event over HTTP.',
    oneOf: Object.keys(kinds).map((name) => ({ $ref: `${name}#` })),
  }),
  JobsEvent: Type.Unsafe<unknown>({
    description: 'What changed among jobs.',
    oneOf: Object.keys(feedKinds).map((name) => ({ $ref: `${name}#` })),
  }),
};
