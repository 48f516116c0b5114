import type { JobControl } from '../../jobs/run-job.ts';
import type { JobEvent, JobProgress } from '../../model/job-event.ts';
import type { JobState } from '../../model/job-report.ts';
import type { StoredJob } from '../../store/jobs.ts';
import { inertJson } from '../../text/inert-text.ts';
import { EventRing, type ToldEvent } from '../events/event-ring.ts';
import { publicEvent } from '../events/public-event.ts';
import type { JobPicture } from '../picture/job-picture.ts';
import { memoryClaim } from '../queue/memory-claim.ts';
import { type Standing, usualStanding } from '../queue/shares.ts';
import type { ClaimMemory } from './extra-memory.ts';
import { noSetbacks, type Setbacks } from './setbacks.ts';

/** Why a chief ends a job that has not ended by itself. */
export type EndReason =
  /** The job's account cancelled it; it may be resumed. */
  | 'cancel'
  /** The chief stops; the next start goes on with the job. */
  | 'stop'
  /** The job's package is purged: nothing of the job is kept. */
  | 'purge'
  /** The job's code did something that the policy makes a strike. */
  | 'strike'
  /** The disk is short, and the job has written the most. */
  | 'space'
  /** All jobs wait for more memory, and this is the youngest; it goes on when there is some. */
  | 'memory';

const shownInLists: readonly JobEvent['type'][] = ['state', 'progress', 'report'];

/** A job that waits or runs, with those who follow it. */
export class LiveJob {
  readonly #home: string;
  readonly #ring = new EventRing();
  #ending = new AbortController();
  readonly #stopping = new AbortController();
  #isSettled = false;
  #control: JobControl | null = null;
  #state: JobState;
  #progress: JobProgress | null = null;
  #workers = 1;
  /** Bytes that it has on disk, as last told. */
  bytes = 0;
  /** Bytes of files that it has removed and holds open, as last seen. */
  unlinkedBytes = 0;
  /** By a full disk, with no other job beside it. */
  fullDisks: Setbacks = noSetbacks;
  /** By an engine that answers and refuses it. */
  refusals: Setbacks = noSetbacks;
  /** When it may be started again, by the chief's clock, in milliseconds. */
  notBeforeMs = Number.NEGATIVE_INFINITY;
  /** Memory that it has asked for beyond what its containers begin with. */
  extraBytes = 0;
  /** Waits for more of it; null while the job does not run. */
  claimMemory: ClaimMemory | null = null;
  /** What its account has been given. */
  standing: Standing = usualStanding;
  #endMessage: string | null = null;
  #waitsFor: string | null = null;

  constructor(
    /** As it was when it began to wait. */
    public stored: StoredJob,
    home: string,
    /** Called when something of it has changed that lists of jobs show. */
    readonly changed: () => void,
    /** What is shown of its running. */
    readonly picture: JobPicture,
    /** Its workers take no memory of this machine. */
    readonly workersElsewhere = false,
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

  get sequence(): number {
    return this.stored.sequence;
  }

  get chiefDeaths(): number {
    return this.stored.chiefDeaths;
  }

  /** Most workers that it can use. */
  get wanted(): number {
    return this.stored.options.workers;
  }

  /** Memory of this machine that its containers may take with a single worker, and each further worker, in bytes. */
  get memoryBytes(): number {
    return memoryClaim(this.stored.options.limits, this.workersElsewhere ? 0 : 1) + this.extraBytes;
  }

  get workerBytes(): number {
    return this.workersElsewhere ? 0 : this.stored.options.limits.memory;
  }

  /** As it was last told. */
  get state(): JobState {
    return this.#state;
  }

  /** What it waits for although it was begun: the end of "it waits for …"; null: for nothing. */
  get waitsFor(): string | null {
    return this.#waitsFor;
  }

  /** The job's progress; null where it does not run. */
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

  /** What is told of its end beside the reason; null where there is nothing. */
  get endMessage(): string | null {
    return this.#endMessage;
  }

  /**
   * Ends the job for that reason, unless it is being ended already: the first reason counts, and none does once it is
   * decided what becomes of the job.
   */
  end(reason: EndReason, message?: string): void {
    if (reason === 'stop') this.#stopping.abort();
    if (this.#isSettled) return;
    if (this.endReason === null) this.#endMessage = message ?? null;
    this.#ending.abort(reason);
  }

  /** Aborted once the chief stops, whatever becomes of the job. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** It is decided what becomes of it, so that nobody can end it any more. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Containers are about to start, as many workers as there were when the job was begun. */
  control(control: JobControl, workers: number): void {
    this.#control = control;
    this.picture.follow(() => control.look());
    if (workers !== this.#workers) queueMicrotask(() => control.resize(this.#workers));
  }

  /** Tells an event to all who follow. */
  tell(event: JobEvent): void {
    if (event.type === 'state') this.#state = event.state;
    if (event.type === 'state' || event.type === 'report') this.#waitsFor = null;
    if (event.type === 'warning' && event.waitsFor !== undefined && this.#state === 'preparing')
      this.#waitsFor = event.waitsFor;
    if (event.type === 'progress') this.#progress = event;
    this.picture.saw(event);
    this.#ring.push(toldEvent(publicEvent(event, this.id, this.#home)));
    if (shownInLists.includes(event.type)) this.changed();
  }

  /** The job does not run any more: it has ended, or it waits again. */
  rest(): void {
    this.#control = null;
    this.#progress = null;
    this.#isSettled = false;
    this.bytes = 0;
    this.unlinkedBytes = 0;
    this.claimMemory = null;
    if (this.endReason === 'memory') this.#ending = new AbortController();
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
  return { type: event.type, json: inertJson(JSON.stringify(event)) };
}
