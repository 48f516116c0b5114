import type { Clock } from '../../model/clock.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { JobCountsByState, NumberedEvent } from '../chief.ts';
import type { JobChanges, JobFeed } from '../events/job-feed.ts';
import { whoseJobs } from './rights.ts';
import { SharedRows, type SharedRowsParts } from './shared-rows.ts';

export interface FollowedJobsParts extends SharedRowsParts {
  readonly store: Pick<Store, 'jobs'>;
  readonly clock: Clock;
  readonly feed: JobFeed;
}

/** Jobs are told of at most so often, and at most so many at once. */
const everyMs = 250;
const mostRows = 200;
/** Counting goes through all jobs of an account, or of all. */
const countEveryMs = 1000;

interface Counted {
  readonly atMs: number;
  readonly counts: JobCountsByState;
  readonly json: string;
}

/** All jobs of an account, told of as they change. */
export class FollowedJobs {
  readonly #parts: FollowedJobsParts;
  /** What was counted lately, by owner. */
  readonly #counted = new Map<string | null, Counted>();
  readonly #shared: SharedRows;

  constructor(parts: FollowedJobsParts) {
    this.#parts = parts;
    this.#shared = new SharedRows(parts);
    parts.feed.listen((id) => this.#shared.changed(id));
  }

  /** Begins with how many jobs are in which state; then comes what changes. Ends with the chief or the signal. */
  async *follow(account: Account, of: string | null, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    const { clock, feed } = this.#parts;
    const owner = whoseJobs(account, of);
    if (owner === 'nobody') return;
    let toldAtMs = Number.NEGATIVE_INFINITY;
    const pace = () => this.#until(toldAtMs + everyMs, signal);
    const changes = feed.read({ owner: owner.name, most: mostRows, pace }, signal);
    // Reading begins before anything is counted, so that no change is missed in between.
    let next = changes.next();
    let number = 0;
    const told = (type: string, json: string): NumberedEvent => {
      number += 1;
      return { id: `now.${number}`, type, json };
    };
    try {
      let counted = await this.#counts(owner.name, clock.now());
      yield told('counts', countsJson(counted));
      let changedAtMs: number | null = null;
      for (;;) {
        const waitMs = changedAtMs === null ? null : counted.atMs + countEveryMs - clock.now();
        const result = await this.#sooner(next, waitMs);
        if (result?.done === true) return;
        if (result !== null) {
          changedAtMs = clock.now();
          const rows = await this.#rows(result.value);
          toldAtMs = clock.now();
          yield told('jobs', rows);
          next = changes.next();
        } else if (changedAtMs !== null) {
          const before = counted.json;
          counted = await this.#counts(owner.name, changedAtMs);
          changedAtMs = null;
          if (counted.json !== before) yield told('counts', countsJson(counted));
        }
      }
    } finally {
      void changes.return(undefined);
    }
  }

  /** As JSON. */
  async #rows({ changed, gone, missed }: JobChanges): Promise<string> {
    const found = await Promise.all(changed.map((id) => this.#shared.json(id)));
    const rows = found.filter((row) => row !== null);
    const deleted = changed.filter((_, index) => found[index] === null);
    return `{"rows":[${rows.join(',')}],"gone":${JSON.stringify([...gone, ...deleted])},"missed":${missed}}`;
  }

  /** As they were then or later. */
  async #counts(owner: string | null, atMs: number): Promise<Counted> {
    const { store, clock } = this.#parts;
    const lately = this.#counted.get(owner);
    if (lately !== undefined && lately.atMs >= atMs) return lately;
    const now = clock.now();
    const counts = await store.jobs.counts(owner);
    const counted = { atMs: now, counts, json: JSON.stringify(counts) };
    this.#counted.set(owner, counted);
    return counted;
  }

  /** What was promised, or null once so much time has passed; with null for the time there is no hurry. */
  #sooner<Result>(promised: Promise<Result>, waitMs: number | null): Promise<Result | null> {
    if (waitMs === null) return promised;
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(Math.max(0, waitMs), () => resolve(null));
      promised.finally(cancel).then(resolve, reject);
    });
  }

  #until(atMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const leftMs = atMs - clock.now();
    if (leftMs <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(leftMs, done);
      signal.addEventListener('abort', done);
    });
  }
}

function countsJson({ json }: Counted): string {
  return `{"counts":${json}}`;
}
