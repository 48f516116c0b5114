import { type Failure, failureCatalogue } from '../../model/failures.ts';
import type { JobEvent } from '../../model/job-event.ts';
import type { JobSummary } from '../../model/job-report.ts';

/**
 * The same event without what concerns only the operator of the chief: paths on its machine and its own stack traces.
 */
export function publicEvent(event: JobEvent, job: string, home: string): JobEvent {
  const { type } = event;
  if (type === 'failure') return withoutPaths({ type, failure: publicFailure(event.failure, job) }, home);
  if (type === 'report')
    return withoutPaths({ type, job: publicSummary(event.job, home), results: null }, home);
  return withoutPaths(event, home);
}

/** The same for what a job came to. */
export function publicSummary(summary: JobSummary, home: string): JobSummary {
  const { id, failure } = summary;
  return withoutPaths({ ...summary, failure: failure === null ? null : publicFailure(failure, id) }, home);
}

/** A replay bundle is named by job and fragment, as `butcher replay` takes it, and not by its path. */
export function publicFailure(failure: Failure, job: string): Failure {
  const bundle = failure.bundle === null || failure.fragment === null ? null : `${job}:${failure.fragment}`;
  if (failure.code !== 'internal') return { ...failure, bundle };
  const message = `${failureCatalogue.internal.meaning} The operator finds more under the id ${job} in the chief's log.`;
  return { ...failure, bundle, message, traceback: null };
}

function withoutPaths<Value>(value: Value, home: string): Value {
  const path = JSON.stringify(home).slice(1, -1);
  const json = JSON.stringify(value);
  return json.includes(path) ? (JSON.parse(json.replaceAll(path, '…')) as Value) : value;
}
