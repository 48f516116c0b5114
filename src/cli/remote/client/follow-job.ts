import type { Clock } from '../../../model/clock.ts';
import type { JobEvent } from '../../../model/job-event.ts';
import type { JobReport, JobState } from '../../../model/job-report.ts';
import { inertText } from '../../../text/inert-text.ts';
import type { RemoteJob } from './answer-shapes.ts';
import type { ChiefClient } from './chief-client.ts';
import { ChiefError } from './chief-error.ts';
import { pause } from './pause.ts';
import { readEvents } from './read-events.ts';

export interface Following {
  readonly clock: Clock;
  /** The stream broke off and will be taken up again. */
  readonly onLost: () => void;
}

/** For how long a chief that does not answer is asked again, and how often. */
const patienceMs = 5 * 60_000;
const retryMs = 2000;

const ended: ReadonlySet<JobState> = new Set(['done', 'refused', 'failed', 'cancelled']);

/**
 * What happens in a job until it has ended; the last event is its report. A stream that breaks off, as when the chief
 * is restarted, is taken up after the last event that came. Throws ChiefError once the chief has not answered for some
 * minutes.
 */
export async function* followJob(
  client: ChiefClient,
  id: string,
  { clock, onLost }: Following,
): AsyncGenerator<JobEvent> {
  let last = '';
  let introduced = false;
  let heardAtMs = clock.now();
  let told = false;
  for (;;) {
    try {
      const headers = last === '' ? {} : { 'last-event-id': last };
      const response = await client.open('GET', `/jobs/${id}/events`, { headers });
      for await (const sent of readEvents((response.body ?? []) as AsyncIterable<Uint8Array>)) {
        last = sent.id;
        heardAtMs = clock.now();
        told = false;
        const event = readEvent(client, sent.data);
        // A stream that cannot be taken up where it was begins with the job again.
        if (event === null || (event.type === 'job' && introduced)) continue;
        introduced ||= event.type === 'job';
        yield event;
        if (event.type === 'report') return;
      }
      const { job } = await client.ask('job', 'GET', `/jobs/${id}`);
      if (ended.has(job.state)) return yield reportOf(job);
    } catch (error) {
      if (client.signal.aborted) throw client.signal.reason;
      const lasting = error instanceof ChiefError && error.exitCode !== 4;
      if (lasting || clock.now() - heardAtMs > patienceMs) throw error;
    }
    if (!told) onLost();
    told = true;
    await pause(clock, retryMs, client.signal);
  }
}

/** The report of a job that has ended, from what its chief says of it. */
export function reportOf(job: RemoteJob): JobReport {
  const { id, name, state, dataset, counts, bytes, seconds, peakMemory } = job;
  const { package: digest, workers, engine, distributions, warnings, failure, files, params, leftOut } = job;
  const { machines } = job;
  return {
    type: 'report',
    job: {
      ...{ id, name, state, package: digest, dataset, counts, bytes, seconds, peakMemory },
      ...{ workers, engine, distributions, warnings, failure },
      ...(machines === undefined ? {} : { machines }),
      ...(params === undefined ? {} : { params }),
      ...(leftOut === undefined ? {} : { leftOut }),
      ...(files === undefined ? {} : { files }),
    },
    results: null,
  };
}

/** The same with all of its text made safe to print. */
export function inertEvent<Value>(value: Value): Value {
  if (typeof value === 'string') return inertText(value) as Value;
  if (Array.isArray(value)) return value.map(inertEvent) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inertEvent(part)])) as Value;
}

/** Null for what this version does not know. */
function readEvent(client: ChiefClient, data: string): JobEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return client.shapes.matches('event', value) ? value : null;
  } catch {
    return null;
  }
}
