import { lstat, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import { readPlain } from '../../files/open-plain.ts';
import { jobFolder } from '../../home/job-folders.ts';
import type { JobEvent } from '../../model/job-event.ts';
import { fragmentDigestsFile, fragmentDigestsIn } from '../../model/result-files.ts';
import { type Envelope, mostEnvelopeBytes, readEnvelope } from '../../provenance/envelope.ts';
import { sideFileIn, unsignedStatement } from '../../provenance/side-file.ts';
import type { Account } from '../../store/accounts.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Page } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import type { EventsOver, FailedFragment, NumberedEvent, ResultsFile, ServedFile } from '../chief.ts';
import { publicFailure } from '../events/public-event.ts';
import { type Problem, problem } from '../problem.ts';
import { bundleTar } from '../running/bundle-tar.ts';
import {
  bundledFragments,
  bundleFolder,
  logFileOf,
  provenanceOf,
  readBundle,
  readResultsNote,
  resultsTarOf,
} from '../running/job-files.ts';
import { toldEvent } from '../running/live-job.ts';
import type { QueueRunner } from '../running/queue-runner.ts';
import { type FailureGroups, groupFailures } from './failure-groups.ts';
import { type LogFilter, logLines } from './log-lines.ts';
import { notFound, ownerFor } from './rights.ts';

export interface JobOutputsParts {
  readonly home: string;
  readonly store: Pick<Store, 'jobs'>;
  readonly queueRunner: QueueRunner;
}

/** Begins the ids of events of jobs that have ended, which are told from the store. */
const endedEpoch = 'ended.';

/** What jobs give out: events, logs, failed fragments, results. */
export class JobOutputs {
  readonly #parts: JobOutputsParts;

  constructor(parts: JobOutputsParts) {
    this.#parts = parts;
  }

  async events(
    account: Account,
    id: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<AsyncIterable<NumberedEvent> | EventsOver | Problem> {
    const { store, queueRunner } = this.#parts;
    if ((await this.#find(account, id)) === null) return notFound('job');
    const live = queueRunner.find(id);
    if (live !== null) return live.follow(after, signal);
    // The job may have ended since.
    const job = await store.jobs.find(id, null);
    if (job === null) return notFound('job');
    const events = eventsOfEnded(job);
    const untold = events.findIndex(({ id }) => id === after) + 1;
    return untold === events.length ? { kind: 'over' } : inTurn(events.slice(untold));
  }

  async logs(account: Account, id: string): Promise<ServedFile | Problem> {
    if ((await this.#find(account, id)) === null) return notFound('job');
    const path = logFileOf(this.#folder(id));
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => null,
    );
    return bytes === null ? { path: devNull, bytes: 0 } : { path, bytes };
  }

  async logLines(account: Account, id: string, filter: LogFilter): Promise<AsyncIterable<string> | Problem> {
    const log = await this.logs(account, id);
    return 'kind' in log ? log : logLines(log, filter);
  }

  async failures(account: Account, id: string): Promise<FailureGroups | Problem> {
    if ((await this.#find(account, id)) === null) return notFound('job');
    return groupFailures(this.#folder(id), id);
  }

  async fragments(
    account: Account,
    id: string,
    query: { readonly state?: FailedFragment['state']; readonly after?: number; readonly limit: number },
  ): Promise<Page<FailedFragment> | Problem> {
    const job = await this.#find(account, id);
    if (job === null) return notFound('job');
    const state = job.options.onError === 'skip' ? 'skipped' : 'failed';
    if (query.state !== undefined && query.state !== state) return { items: [], next: null };
    const folder = this.#folder(id);
    const numbers = (await bundledFragments(folder)).filter((number) => number > (query.after ?? 0));
    const wanted = numbers.slice(0, query.limit);
    const items: FailedFragment[] = [];
    for (const fragment of wanted) {
      const bundle = await readBundle(folder, fragment);
      if (bundle === null) continue;
      items.push({ fragment, state, attempts: bundle.attempts, failure: publicFailure(bundle.failure, id) });
    }
    return { items, next: numbers.length > wanted.length ? (wanted.at(-1) ?? null) : null };
  }

  async bundle(account: Account, id: string, fragment: number): Promise<Readable | Problem> {
    if ((await this.#find(account, id)) === null) return notFound('job');
    if (!Number.isSafeInteger(fragment) || fragment < 1) return notFound('fragment');
    const bundle = await readBundle(this.#folder(id), fragment);
    return bundle === null
      ? notFound('fragment')
      : bundleTar(bundleFolder(this.#folder(id), fragment), bundle);
  }

  async results(account: Account, id: string): Promise<ResultsFile | Problem> {
    const job = await this.#done(account, id);
    if ('kind' in job) return job;
    const packed = await readResultsNote(this.#folder(id));
    if (packed === null) {
      // The job may have been deleted or purged since.
      const now = await this.#done(account, id);
      if ('kind' in now) return now;
      // Deleting takes the files first, and may have had no space to record it.
      return problem(
        'wrong-state',
        'The results of this job were removed.',
        'Delete the job, or run it again.',
      );
    }
    return { path: resultsTarOf(this.#folder(id)), name: `${job.name}.tar`, ...packed };
  }

  async provenance(account: Account, id: string): Promise<Envelope | Problem> {
    const job = await this.#done(account, id);
    if ('kind' in job) return job;
    const path = provenanceOf(this.#folder(id));
    const bytes = await readPlain(path, mostEnvelopeBytes).catch(() => null);
    const envelope = bytes === null ? null : readEnvelope(bytes, path);
    if (envelope !== null && !('problem' in envelope)) return envelope;
    return problem(
      'not-found',
      'There is no provenance of this job.',
      'Run the job again: it was done before this chief signed what it made, or could not write it down.',
    );
  }

  async fragmentDigests(account: Account, id: string): Promise<ResultsFile | Problem> {
    const job = await this.#done(account, id);
    if ('kind' in job) return job;
    if (job.options.fragmentDigests !== true)
      return problem(
        'not-found',
        'Nobody asked for the digests of this job’s fragments: they are made of results that are gone when a job is done.',
        'Submit it again with the option fragmentDigests (`butcher submit --fragment-digests`).',
      );
    const envelope = await this.provenance(account, id);
    if ('kind' in envelope) return envelope;
    const statement = unsignedStatement(envelope);
    const hex = statement && sideFileIn(statement);
    const path = fragmentDigestsIn(this.#folder(id));
    const there = await lstat(path).catch(() => null);
    if (hex !== null && there?.isFile() === true)
      return { path, bytes: there.size, digest: `sha256:${hex}`, name: fragmentDigestsFile };
    return problem(
      'not-found',
      'The digests of this job’s fragments are not there.',
      'Its report says why they could not be written; put that right, and submit it again.',
    );
  }

  async #done(account: Account, id: string): Promise<StoredJob | Problem> {
    const job = await this.#find(account, id);
    if (job === null) return notFound('job');
    if (job.purgedAtMs !== null) return problem('purged', 'The package of this job was purged.');
    if (job.state !== 'done') return problem('wrong-state', `The job is ${job.state}; it has no results.`);
    if (job.options.firstFragments !== undefined)
      return problem(
        'wrong-state',
        'The job was a test of its first fragments, of which no results are kept.',
        'Run it without firstFragments.',
      );
    return job;
  }

  #find(account: Account, id: string): Promise<StoredJob | null> {
    return this.#parts.store.jobs.find(id, ownerFor(account));
  }

  #folder(id: string): string {
    return jobFolder(this.#parts.home, id);
  }
}

function eventsOfEnded(job: StoredJob): readonly NumberedEvent[] {
  const events: JobEvent[] = [
    { type: 'job', id: job.id, name: job.name },
    { type: 'state', state: job.state },
  ];
  if (job.report !== null) events.push({ type: 'report', job: job.report, results: null });
  return events.map((event, index) => ({ ...toldEvent(event), id: `${endedEpoch}${index + 1}` }));
}

async function* inTurn(events: readonly NumberedEvent[]): AsyncGenerator<NumberedEvent> {
  yield* events;
}
