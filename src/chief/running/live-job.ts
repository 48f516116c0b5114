import type { JobControl } from '../../jobs/run-job.ts';
import type { JobEvent, JobProgress } from '../../model/job-event.ts';
import type { JobState } from '../../model/job-report.ts';
import type { StoredJob } from '../../store/jobs.ts';
import { EventRing, type ToldEvent } from '../events/event-ring.ts';
import { publicEvent } from '../events/public-event.ts';
import { memoryClaim } from '../queue/memory-claim.ts';

/** Why a chief ends a job that has not ended by itself. */
export type EndReason =
  /** Its account wants it; it may go on later. */
  | 'cancel'
  /** The chief stops; the next start goes on with it. */
  | 'stop'
  /** Its package is purged: nothing is kept. */
  | 'purge'
  /** Its code did what the policy makes a strike. */
  | 'strike'
  /** The disk is short, and it has written the most. */
  | 'space';

/** A job that waits or runs, with those who follow it. */
export class LiveJob {
  readonly #home: string;
  readonly #ring = new EventRing();
  readonly #ending = new AbortController();
  #control: JobControl | null = null;
  #state: JobState;
  #progress: JobProgress | null = null;
  #workers = 1;
  /** Bytes that it has on disk, as last told. */
  bytes = 0;
  /** Bytes of files that it has removed and holds open, as last seen. */
  unlinkedBytes = 0;

  constructor(
    /** As it was when it began to wait. */
    public stored: StoredJob,
    home: string,
  ) {
    this.#home = home;
    this.#state = stored.state;
    for (const event of this.#first()) this.#ring.push(event);
  }

  get id(): string {
    return this.stored.id;
  }

  get account(): string {
    return this.stored.account;
  }

  /** Most workers that it can use. */
  get wanted(): number {
    return this.stored.options.workers;
  }

  /** Memory that its containers may take with a single worker, and that each further worker may, in bytes. */
  get memoryBytes(): number {
    return memoryClaim(this.stored.options.limits, 1);
  }

  get workerBytes(): number {
    return this.stored.options.limits.memory;
  }

  /** How it goes; null where it does not run. */
  get progress(): JobProgress | null {
    return this.#progress;
  }

  /** Workers that it may have now. */
  get workers(): number {
    return this.#workers;
  }

  set workers(workers: number) {
    if (workers === this.#workers) return;
    this.#workers = workers;
    this.#control?.resize(workers);
  }

  /** Aborted once the job is to end. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Null where nobody wants it to end. */
  get endReason(): EndReason | null {
    return this.#ending.signal.aborted ? (this.#ending.signal.reason as EndReason) : null;
  }

  /** The first reason counts. */
  end(reason: EndReason): void {
    this.#ending.abort(reason);
  }

  /** Containers are about to start, as many workers as there were when the job was begun. */
  control(control: JobControl, workers: number): void {
    this.#control = control;
    if (workers !== this.#workers) queueMicrotask(() => control.resize(this.#workers));
  }

  /** Tells an event to all who follow. */
  tell(event: JobEvent): void {
    if (event.type === 'state') this.#state = event.state;
    if (event.type === 'progress') this.#progress = event;
    this.#ring.push(toldEvent(publicEvent(event, this.id, this.#home)));
  }

  /** It does not run any more, be it that it has ended or that it waits again. */
  rest(): void {
    this.#control = null;
    this.#progress = null;
    this.bytes = 0;
    this.unlinkedBytes = 0;
  }

  /** Ends what is told to those who follow. */
  close(): void {
    this.#ring.close();
  }

  follow(after: string | null, signal: AbortSignal) {
    return this.#ring.read(after, () => this.#first(), signal);
  }

  #first(): readonly ToldEvent[] {
    const { id, name } = this.stored;
    const first: JobEvent[] = [
      { type: 'job', id, name },
      { type: 'state', state: this.#state },
    ];
    return first.map(toldEvent);
  }
}

export function toldEvent(event: JobEvent): ToldEvent {
  return { type: event.type, json: JSON.stringify(event) };
}
