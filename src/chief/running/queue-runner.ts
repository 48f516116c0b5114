import type { Clock } from '../../model/clock.ts';
import type { JobReport, JobState } from '../../model/job-report.ts';
import type { StoredJob } from '../../store/jobs.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { JobFeed } from '../events/job-feed.ts';
import { JobPicture } from '../picture/job-picture.ts';
import type { SeenAct } from '../policy/incidents.ts';
import { mayStart } from '../queue/may-start.ts';
import { fitsAlone, nextJob, type RunningBounds } from '../queue/next-job.ts';
import { queueOrder } from '../queue/queue-order.ts';
import { type Standing, shares } from '../queue/shares.ts';
import { type QueueHold, waitsFor } from '../queue/waits-for.ts';
import { WorkerTime } from '../queue/worker-time.ts';
import type { Writer } from '../space/biggest-writer.ts';
import { ExtraMemory } from './extra-memory.ts';
import { type EndReason, LiveJob } from './live-job.ts';
import type { RunEnd } from './run-stored-job.ts';
import type { WarmPool } from './warm-pool.ts';

export interface QueueRunnerParts {
  readonly home: string;
  readonly clock: Clock;
  readonly log: ChiefLog;
  /** Workers at once, over all jobs. */
  readonly slots: () => number;
  /** Workers take none of the memory that `bounds` has, being on other machines. */
  readonly workersElsewhere?: boolean;
  readonly bounds: RunningBounds;
  /** Takes a job to its end. */
  readonly run: (job: LiveJob) => Promise<RunEnd>;
  /** Which of these accounts may not have jobs started now, and what the others have been given. */
  readonly accounts: (names: ReadonlySet<string>) => Promise<ReadonlyMap<string, Standing | 'blocked'>>;
  /** Does what the policy says about a job that is not running any more. */
  readonly acted: (job: StoredJob, acts: readonly SeenAct[]) => Promise<void>;
  readonly engineAnswers: () => Promise<boolean>;
  /** Nothing is to be started now, since the disk is short. */
  readonly isShort: () => boolean;
  /** Nothing is to be started now, since the operator wants what runs to be the last. */
  readonly isDraining: () => boolean;
  /** Hears of jobs that begin and of those that need no containers any more. */
  readonly warm: Pick<WarmPool, 'began' | 'release'>;
  /** Hears of jobs of which something has changed. */
  readonly feed: Pick<JobFeed, 'changed'>;
}

/**
 * How often to look again for changes that nobody reports: an engine that answers again, an account that was unblocked,
 * room on the disk.
 */
const lookAgainMs = 2000;

/**
 * The jobs that wait and those that run: starts them in a fair order, shares the workers out among them, and ends
 * them. What it knows is gone with the process; the store has all of it.
 */
export class QueueRunner {
  readonly #parts: QueueRunnerParts;
  /** In the order of acceptance. */
  readonly #waiting = new Map<string, LiveJob>();
  readonly #running = new Map<string, { readonly job: LiveJob; readonly rested: Promise<void> }>();
  readonly #extra: ExtraMemory;
  readonly #time = new WorkerTime();
  /** What is still going on for jobs that have ended. */
  readonly #following = new Set<Promise<void>>();
  #pumping = false;
  #pumpAgain = false;
  #engineGone = false;
  #stopping = false;
  #cancelLook: (() => void) | null = null;
  /** Jobs that have waited since the beginning. */
  readonly #sinceBeginning = new Set<string>();
  /** Accounts that could not have jobs started when it was last tried. */
  #barred: ReadonlySet<string> = new Set();
  /** The order of those that wait, with their places; null where it has to be found anew. */
  #order: { readonly jobs: readonly LiveJob[]; readonly places: ReadonlyMap<string, number> } | null = null;

  constructor(parts: QueueRunnerParts) {
    this.#parts = parts;
    this.#extra = new ExtraMemory({
      running: () => this.running,
      memoryBytes: parts.bounds.memoryBytes,
      changed: () => {
        this.#share();
        this.#pump();
      },
      giveWay: (id) => {
        parts.log.info({ job: id }, 'a job gives way to others that wait for memory, and goes on later');
        this.#running.get(id)?.job.end('memory');
      },
    });
  }

  /** Adds the jobs that wait when the chief begins, in the order of acceptance. */
  goOn(waiting: readonly StoredJob[]): void {
    const { bounds, log } = this.#parts;
    for (const stored of waiting) {
      const job = this.#live(stored);
      this.#sinceBeginning.add(job.id);
      this.#waiting.set(job.id, job);
      const { id, memoryBytes } = job;
      if (!fitsAlone(job, bounds))
        log.warn(
          { job: id, memoryBytes },
          'a job waits that takes more than serve.memoryBytes lets all have',
        );
    }
    this.#charge();
    this.#order = null;
    this.#pump();
  }

  /** Adds a job that waits according to the store. */
  add(stored: StoredJob): void {
    const job = this.#live(stored);
    this.#waiting.set(stored.id, job);
    this.#charge();
    this.#order = null;
    job.changed();
    this.#pump();
  }

  /** Null where the job neither waits nor runs. */
  find(id: string): LiveJob | null {
    return this.#waiting.get(id) ?? this.#running.get(id)?.job ?? null;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Resolves when nothing of that job runs: its end is told a little before its containers are gone. */
  async rested(id: string): Promise<void> {
    await this.#running.get(id)?.rested;
  }

  /** Forgets a job that waits here and does not wait any more according to the store. */
  drop(id: string, end: JobState | JobReport): void {
    const job = this.#waiting.get(id);
    if (job === undefined) return;
    this.#waiting.delete(id);
    this.#order = null;
    this.#parts.warm.release(id);
    job.tell(typeof end === 'string' ? { type: 'state', state: end } : end);
    job.close();
  }

  /** Ends those of these jobs that run, and returns when nothing of them runs any more; `message` tells why. */
  async end(ids: readonly string[], reason: EndReason, message?: string): Promise<void> {
    const ending = ids.flatMap((id) => this.#running.get(id) ?? []);
    for (const { job } of ending) job.end(reason, message);
    await Promise.all(ending.map(({ rested }) => rested));
  }

  /** Starts nothing any more, ends what runs so that it can go on later, and returns when all is still. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelLook?.();
    await this.end([...this.#running.keys()], 'stop');
    for (const job of this.#waiting.values()) job.close();
    this.#waiting.clear();
    this.#order = null;
    await Promise.all(this.#following);
  }

  /** Ends a job for want of space: one that runs, or one that waits and has kept much. */
  async endForSpace(id: string): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return this.end([id], 'space');
    waiting.end('space');
    this.#begin(waiting);
    await this.rested(id);
  }

  /** How much each waiting job has kept. */
  get keepers(): readonly Writer[] {
    return [...this.#waiting.values()].map(({ id, account, stored: { bytes } }) => ({ id, account, bytes }));
  }

  /** How much each running job has written. */
  get writers(): readonly Writer[] {
    return this.running.map(({ id, account, bytes }) => ({ id, account, bytes }));
  }

  /** Worker slots that running jobs have been given. */
  get shared(): number {
    return this.running.reduce((sum, { workers }) => sum + workers, 0);
  }

  /** Results that wait to be merged. */
  get mergeLag(): number {
    return this.running.reduce((sum, { progress }) => {
      const counts = progress?.counts;
      return counts === undefined ? sum : sum + Math.max(0, counts.results - counts.merged);
    }, 0);
  }

  /** Accounts that have jobs here. */
  get accounts(): ReadonlySet<string> {
    return new Set([...this.#waiting.values(), ...this.running].map(({ account }) => account));
  }

  /** What an account has been given has changed. */
  setStanding(account: string, standing: Standing): void {
    const own = this.running.filter((job) => job.account === account);
    if (
      own.every(({ standing: { weight, slots } }) => weight === standing.weight && slots === standing.slots)
    )
      return;
    for (const job of own) job.standing = standing;
    this.#share();
    this.#pump();
  }

  /** There are more or fewer slots than before. */
  slotsChanged(): void {
    this.#share();
    this.#pump();
  }

  get running(): readonly LiveJob[] {
    return [...this.#running.values()].map(({ job }) => job);
  }

  /** Those that wait, in the order in which they will be begun, as far as that can be said now. */
  get waiting(): readonly LiveJob[] {
    return this.#ordered.jobs;
  }

  /** What keeps every job from being begun now. */
  get hold(): QueueHold | null {
    if (this.#stopping) return 'stopping';
    if (this.#engineGone) return 'engine';
    if (this.#parts.isDraining()) return 'draining';
    if (this.#parts.isShort()) return 'disk';
    return this.#parts.slots() < 1 ? 'machines' : null;
  }

  /** A job's place among those that wait, counted from 1, and what it waits for; null where it does not wait. */
  placeOf(id: string): { readonly position: number; readonly waitsFor: string } | null {
    const job = this.#waiting.get(id);
    const position = this.#ordered.places.get(id);
    if (job === undefined || position === undefined) return null;
    const { bounds, clock } = this.#parts;
    const now = { hold: this.hold, barred: this.#barred, nowMs: clock.now(), running: this.running, bounds };
    return { position, waitsFor: waitsFor(job, position, now) };
  }

  get #ordered() {
    if (this.#order === null) {
      const waiting = [...this.#waiting.values()];
      const isFit = (job: LiveJob) => fitsAlone(job, this.#parts.bounds);
      const order = queueOrder(waiting.filter(isFit), this.running, (account) => this.#time.of(account));
      // Nobody waits for those that cannot run.
      const jobs = [...order, ...waiting.filter((job) => !isFit(job))];
      this.#order = { jobs, places: new Map(jobs.map(({ id }, index) => [id, index + 1])) };
    }
    return this.#order;
  }

  #live(stored: StoredJob): LiveJob {
    const { home, clock, feed, workersElsewhere } = this.#parts;
    const changed = () => feed.changed(stored.id, stored.account);
    return new LiveJob(stored, home, changed, new JobPicture(clock), workersElsewhere);
  }

  #pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    void this.#startAll().catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'no job could be started');
      this.#lookAgain();
    });
  }

  async #startAll(): Promise<void> {
    try {
      while (this.#pumpAgain) {
        this.#pumpAgain = false;
        while (await this.#startNext());
      }
    } finally {
      this.#pumping = false;
    }
  }

  async #startNext(): Promise<boolean> {
    const { bounds, accounts } = this.#parts;
    const isFull = this.#running.size >= bounds.running + bounds.reserved;
    if (this.#stopping || this.#engineGone || this.#waiting.size === 0 || isFull) return false;
    if (this.#parts.isShort() || this.#parts.isDraining() || this.#parts.slots() < 1) {
      this.#lookAgain();
      return false;
    }
    const standings = await accounts(new Set([...this.#waiting.values()].map(({ account }) => account)));
    const barred = new Set<string>();
    const unbarred: LiveJob[] = [];
    for (const job of this.#waiting.values()) {
      const standing = standings.get(job.account);
      if (standing === 'blocked') barred.add(job.account);
      // Accounts of jobs that came meanwhile are asked for at once: whoever added them pumps again.
      else if (standing !== undefined) {
        job.standing = standing;
        if (fitsAlone(job, bounds)) unbarred.push(job);
      }
    }
    this.#barred = barred;
    if (barred.size > 0) this.#lookAgain();
    const now = this.#parts.clock.now();
    const waiting = unbarred.filter(({ notBeforeMs }) => notBeforeMs <= now);
    const startable = mayStart(waiting, this.running, this.#sinceBeginning);
    // Nobody tells when a job may be started again, or has shown that it lets the chief live.
    if (startable.length < unbarred.length) this.#lookAgain();
    this.#charge();
    const had = (account: string) => this.#time.of(account);
    const next = this.#stopping ? null : nextJob(startable, this.running, bounds, had);
    if (next === null) return false;
    this.#begin(next);
    return true;
  }

  #begin(job: LiveJob): void {
    this.#waiting.delete(job.id);
    this.#order = null;
    this.#sinceBeginning.delete(job.id);
    let rest: () => void = () => {};
    const rested = new Promise<void>((resolve) => {
      rest = resolve;
    });
    this.#running.set(job.id, { job, rested });
    job.claimMemory = (bytes, signal) =>
      this.#extra.claim(job, bytes, signal, () =>
        job.tell({
          type: 'warning',
          message: `a container that is to get ${formatBytes(bytes)} more memory waits until other jobs have given it back`,
        }),
      );
    this.#share();
    void this.#run(job).finally(rest);
  }

  async #run(job: LiveJob): Promise<void> {
    const { run, log, acted, warm } = this.#parts;
    warm.began(job.id);
    let end: RunEnd = { kind: 'ended', acts: [] };
    try {
      end = await run(job);
    } catch (error) {
      log.error({ job: job.id, err: error }, 'a job was left as it is; the next start goes on with it');
    }
    warm.release(job.id);
    job.rest();
    this.#charge();
    this.#running.delete(job.id);
    this.#order = null;
    this.#share();
    if (end.kind === 'ended' || this.#stopping) job.close();
    else this.#waitAgain(job, end.kind === 'engine-gone');
    job.changed();
    if (end.acts.length > 0) {
      const following = acted(job.stored, end.acts).catch((error: unknown) => {
        log.error({ job: job.id, err: error }, 'what a job did could not be recorded');
      });
      this.#following.add(following);
      void following.then(() => this.#following.delete(following));
    }
    this.#pump();
  }

  /** What ran until now, before that or who waits changes. */
  #charge(): void {
    this.#time.charge(this.running, this.#parts.clock.now());
    this.#time.keep(this.accounts);
  }

  #share(): void {
    this.#charge();
    const running = this.running;
    const { slots, bounds } = this.#parts;
    const shared = shares(running, { slots: slots(), memoryBytes: bounds.memoryBytes });
    for (const job of running) job.workers = shared.get(job.id) ?? 1;
    this.#extra.look();
  }

  #waitAgain(job: LiveJob, engineGone: boolean): void {
    job.notBeforeMs = this.#parts.clock.now() + lookAgainMs;
    const waiting = [...this.#waiting.values(), job];
    this.#waiting.clear();
    for (const one of waiting.sort((a, b) => a.stored.sequence - b.stored.sequence))
      this.#waiting.set(one.id, one);
    this.#order = null;
    this.#engineGone ||= engineGone;
    this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#cancelLook !== null || this.#stopping) return;
    this.#cancelLook = this.#parts.clock.after(lookAgainMs, () => {
      this.#cancelLook = null;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    if (this.#engineGone) this.#engineGone = !(await this.#parts.engineAnswers().catch(() => false));
    if (this.#engineGone) this.#lookAgain();
    else this.#pump();
  }
}
