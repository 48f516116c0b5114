import { join } from 'node:path';
import { jobFolder } from '../../home/job-folders.ts';
import { estimate } from '../../jobs/sample/estimate.ts';
import { meanSeconds } from '../../jobs/sample/sampled-fragments.ts';
import type { Clock } from '../../model/clock.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import { inertJson } from '../../text/inert-text.ts';
import type { NumberedEvent, Trial } from '../chief.ts';
import { publicFailure } from '../events/public-event.ts';
import { type Timeline, timelineOf } from '../picture/job-picture.ts';
import { pictureFile, readPicture } from '../picture/kept-picture.ts';
import { readTrial, trialFile } from '../picture/kept-trial.ts';
import { Samples, type SampleTable } from '../picture/samples.ts';
import { type Problem, problem } from '../problem.ts';
import { readBundle } from '../running/job-files.ts';
import type { QueueRunner } from '../running/queue-runner.ts';
import { notFound, ownerFor } from './rights.ts';

export interface JobPicturesParts {
  readonly home: string;
  readonly store: Pick<Store, 'jobs' | 'datasets'>;
  readonly clock: Clock;
  readonly queueRunner: QueueRunner;
}

/** A running job is told of at most so often. */
const everyMs = 250;

/** How jobs of an account go, and went. */
export class JobPictures {
  readonly #parts: JobPicturesParts;

  constructor(parts: JobPicturesParts) {
    this.#parts = parts;
  }

  async timeline(account: Account, id: string): Promise<Timeline | Problem> {
    const { store, queueRunner } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    const live = queueRunner.find(id);
    if (live !== null && queueRunner.isRunning(id)) return live.picture.timeline(live.state);
    return timelineOf(await this.#kept(id), live?.state ?? job.state, { live: false, lanes: [] });
  }

  async samples(account: Account, id: string): Promise<{ readonly samples: SampleTable } | Problem> {
    const { store, queueRunner } = this.#parts;
    if ((await store.jobs.find(id, ownerFor(account))) === null) return notFound('job');
    const live = queueRunner.isRunning(id) ? queueRunner.find(id) : null;
    const table = live?.picture.samples ?? (await this.#kept(id))?.samples ?? new Samples().table;
    return { samples: table };
  }

  /** What the first fragments came to, of a job that was to take no more of them. */
  async trial(account: Account, id: string): Promise<Trial | Problem> {
    const { home, store } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    if (job.options.firstFragments === undefined)
      return problem(
        'not-found',
        'The job is no test of its first fragments.',
        'Submit it with firstFragments.',
      );
    if (job.endedAtMs === null)
      return problem('wrong-state', `The job is ${job.state}; it has not ended yet.`);
    const folder = jobFolder(home, id);
    const kept = await readTrial(join(folder, trialFile));
    const dataset = job.dataset === null ? null : await store.datasets.find(job.dataset.id, null);
    const dataBytes = dataset === null || dataset.folder ? null : dataset.bytes;
    const { fragments = [], split = null } = kept ?? {};
    return {
      fragments: await Promise.all(
        fragments.map(async (fragment) => {
          const bundle = await readBundle(folder, fragment.fragment);
          return { ...fragment, failure: bundle === null ? null : publicFailure(bundle.failure, id) };
        }),
      ),
      ...{ split, dataBytes },
      estimate:
        split === null || job.state !== 'done' ? null : estimate(split, dataBytes, meanSeconds(fragments)),
    };
  }

  /** The timeline as it changes, until the job does not wait or run any more; each is as new as it can be. */
  async follow(
    account: Account,
    id: string,
    signal: AbortSignal,
  ): Promise<AsyncIterable<NumberedEvent> | Problem> {
    const first = await this.timeline(account, id);
    return 'kind' in first ? first : this.#told(account, id, signal);
  }

  async *#told(account: Account, id: string, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    const { clock, queueRunner } = this.#parts;
    let last = '';
    for (let number = 1; !signal.aborted; ) {
      const goesOn = queueRunner.find(id) !== null;
      const now = await this.timeline(account, id);
      if ('kind' in now) return;
      const json = inertJson(JSON.stringify(now));
      if (json !== last) {
        yield { id: `now.${number}`, type: 'timeline', json };
        number += 1;
        last = json;
      }
      if (!goesOn) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          cancel();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const cancel = clock.after(everyMs, done);
        signal.addEventListener('abort', done);
      });
    }
  }

  #kept(id: string) {
    return readPicture(join(jobFolder(this.#parts.home, id), pictureFile));
  }
}
