import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { jobFolder } from '../../home/job-folders.ts';
import { JobLog } from '../../home/job-log.ts';
import { beyondQuota } from '../../jobs/disk/disk-watch.ts';
import type { JobContext } from '../../jobs/run-job.ts';
import { SampledFragments } from '../../jobs/sample/sampled-fragments.ts';
import type { Clock } from '../../model/clock.ts';
import { type Failure, failure } from '../../model/failures.ts';
import type { CheckReport } from '../../model/finding.ts';
import type { JobEvent, JobProgress } from '../../model/job-event.ts';
import { withLimits } from '../../model/job-limits.ts';
import type { JobReport, JobState, JobSummary, JobWork } from '../../model/job-report.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import type { SigningKey } from '../../provenance/signing-key.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { ChiefMeter } from '../chief-meter.ts';
import type { DatasetShelf } from '../content/dataset-shelf.ts';
import type { PackageShelf } from '../content/package-shelf.ts';
import { publicSummary } from '../events/public-event.ts';
import { summaryOf } from '../job-view.ts';
import { pictureFile } from '../picture/kept-picture.ts';
import { trialFile, trialHeadBytes, writeTrial } from '../picture/kept-trial.ts';
import type { SeenAct } from '../policy/incidents.ts';
import type { AccountSpace, HeldSpace } from '../space/account-space.ts';
import { keepWithin, shortened } from '../space/keep-within.ts';
import type { LibraryLayers } from '../space/library-layers.ts';
import { summedCpu } from '../upkeep/costs.ts';
import { attest } from './attest.ts';
import { letsChiefLive } from './chief-deaths.ts';
import { withinMemory } from './extra-memory.ts';
import {
  emptyFolder,
  forgetBundles,
  logFileOf,
  noteResults,
  resultsTarOf,
  trimFolder,
  usageOf,
} from './job-files.ts';
import { explained, isUndecided, judgeEnd, judgeRefusal, type ShortDisk } from './judge-end.ts';
import type { LiveJob } from './live-job.ts';
import { requestOf } from './request-of.ts';
import { type Judge, SeenActs } from './seen-acts.ts';
import { onceMore } from './setbacks.ts';
import { runningStates, storeRest } from './store-rest.ts';

export interface RunnerParts {
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly meter: ChiefMeter;
  readonly packages: PackageShelf;
  readonly datasets: DatasetShelf;
  readonly runJob: (request: JobRequest, context: JobContext) => Promise<JobReport>;
  readonly runtimeFor: (ociRuntime: string | null) => Promise<Runtime>;
  readonly check: (source: PackageSource, limits: Limits, account: string) => Promise<CheckReport>;
  /** Of an account that has none of its own, in bytes. */
  readonly quotaBytes: number;
  readonly space: AccountSpace;
  readonly layers: Pick<LibraryLayers, 'counted'>;
  readonly disk: ShortDisk;
  /** Brings {@link LiveJob.unlinkedBytes} of those that run up to date. */
  readonly lookForUnlinked: () => Promise<void>;
  readonly engineAnswers: () => Promise<boolean>;
  /** The chief's own. */
  readonly limits: Limits;
  /** Whether the policy has anything to say about an act. */
  readonly judge: Judge;
  /** With which results are signed for. Left out: they are not. */
  readonly signingKey?: () => Promise<SigningKey>;
}

export interface RunEnd {
  /** `waits`: the job is to be run again later; `engine-gone`: so it is, and so are all others. */
  readonly kind: 'ended' | 'waits' | 'engine-gone';
  readonly acts: readonly SeenAct[];
}

const resting: readonly JobState[] = ['queued', 'interrupted'];

/**
 * Takes a job that waits to its end, every state being in the store before the next begins, and its report before it
 * is told. A job that ran before goes on from its journal.
 */
export async function runStoredJob(job: LiveJob, parts: RunnerParts): Promise<RunEnd> {
  const before = job.stored;
  const startedAtMs = parts.clock.wallTimeMs();
  try {
    const begun = await parts.store.jobs.move(job.id, resting, 'preparing', { startedAtMs });
    if (begun === null) return await endedBefore(job, parts);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    parts.log.error({ job: job.id, err: error }, 'a job cannot begin: the disk is full');
    return { kind: 'waits', acts: [] };
  }
  parts.meter.queued(startedAtMs - before.createdAtMs);
  const waitedMs = startedAtMs - before.createdAtMs;
  parts.log.info({ job: job.id, account: job.account, waitedMs, workers: job.workers }, 'a job was started');
  return new StoredRun(job, before, parts).run();
}

/** For a job that was cancelled or forgotten just before its turn. */
async function endedBefore(job: LiveJob, { store }: RunnerParts): Promise<RunEnd> {
  const report = (await store.jobs.find(job.id, null))?.report ?? null;
  if (report !== null) job.tell({ type: 'report', job: report, results: null });
  return { kind: 'ended', acts: [] };
}

/** One job on its way through a chief. */
class StoredRun {
  readonly #job: LiveJob;
  readonly #before: StoredJob;
  readonly #parts: RunnerParts;
  readonly #folder: string;
  readonly #acts: SeenActs;
  /** Changes of state, one after the other. */
  #recorded: Promise<unknown> = Promise.resolve();
  #firstProgress: JobProgress | null = null;
  /** The failure that was told last. */
  #told: Failure | null = null;
  readonly #held: HeldSpace;
  /** What the chief gives jobs of this account. */
  #limits: Limits;
  #work: JobWork | null = null;
  /** The package that ran, and whether the job went on. */
  #ran: Pick<JobRequest, 'source' | 'resuming'> | null = null;
  /** The removal of the job's containers. */
  #closed: Promise<void> = Promise.resolve();

  constructor(job: LiveJob, before: StoredJob, parts: RunnerParts) {
    this.#job = job;
    this.#before = before;
    this.#parts = parts;
    this.#folder = jobFolder(parts.home, job.id);
    const { quotaBytes, space, judge } = parts;
    this.#limits = parts.limits;
    this.#acts = new SeenActs(judge);
    this.#held = space.hold({ account: job.account, kind: 'running', quotaBytes });
  }

  /** Stores and tells the job's end as soon as it is known; resolves when nothing of the job is left running. */
  async run(): Promise<RunEnd> {
    try {
      return await this.#run();
    } finally {
      await this.#closed;
      await this.#held.release();
    }
  }

  async #run(): Promise<RunEnd> {
    const { log, clock, meter } = this.#parts;
    const startedAt = clock.now();
    let summary = await this.#attempt()
      .then((outcome) => this.#withResults(outcome))
      .catch((error: unknown) => this.#judged(this.#failed(error)));
    const { endReason } = this.#job;
    await this.#job.picture.end();
    this.#job.settle();
    let waits: 'waits' | 'engine-gone' = 'waits';
    if (summary.state === 'interrupted' && summary.failure?.code === 'engine-unavailable') {
      if (await this.#parts.engineAnswers()) summary = this.#refused(summary);
      else waits = 'engine-gone';
    }
    await this.#recorded;
    const acts = this.#acts.all;
    const { failure: cause } = summary;
    if (cause?.code === 'internal')
      log.error({ job: this.#job.id, failure: cause }, 'a job failed by our fault');
    if (endReason === 'purge') {
      this.#job.tell({ type: 'state', state: 'cancelled' });
      return { kind: 'ended', acts };
    }
    if (summary.state === 'interrupted') {
      await this.#interrupted(summary);
      this.#logEnd(summary);
      return { kind: endReason === null || endReason === 'memory' ? waits : 'ended', acts };
    }
    await this.#ended(summary);
    this.#logEnd(summary);
    meter.ended(summary, (clock.now() - startedAt) / 1000);
    return { kind: 'ended', acts };
  }

  async #attempt(): Promise<JobSummary> {
    if (this.#job.endReason === 'space') return this.#endedWaiting();
    const account = await this.#parts.store.accounts.find(this.#before.account);
    this.#limits = withLimits(this.#limits, account?.settings.limits ?? {});
    const leftBytes = await this.#leftBytes();
    if (leftBytes <= 0)
      return { ...summaryOf(this.#before, null), state: 'failed', failure: beyondQuota(0, -leftBytes) };
    await makeFolders(this.#folder, 0o700);
    const goesOn = this.#before.startedAtMs !== null && this.#before.options.resume;
    if (!goesOn && this.#before.startedAtMs !== null) await emptyFolder(this.#folder);
    else if (this.#before.options.onError === 'fail') await forgetBundles(this.#folder);
    await this.#job.picture.begin(join(this.#folder, pictureFile), goesOn);
    const stored = await requestOf(this.#before, goesOn, this.#parts);
    const request = { ...stored, options: { ...stored.options, workers: this.#job.workers } };
    let report = await this.#runJob(request, leftBytes);
    // Nobody asked for the job to be resumed, it was only accepted: so it is run anew where the chief itself has
    // changed since.
    if (report.job.failure?.code === 'resume-refused' && this.#before.state === 'interrupted') {
      // Its containers are still being removed, and have the folder that is emptied and used again.
      await this.#closed;
      await emptyFolder(this.#folder);
      this.#tell({ type: 'warning', message: `${report.job.failure.message}; so it began anew` });
      report = await this.#runJob({ ...request, resuming: false }, leftBytes);
    }
    return this.#judged(report.job);
  }

  /** What it has kept is too much for the disk. */
  #endedWaiting(): JobSummary {
    this.#job.bytes = this.#before.bytes;
    const cause = failure('cancelled', 'preparing', 'the disk is short');
    return this.#judged({ ...summaryOf(this.#before, null), state: 'failed', failure: cause });
  }

  /** What the job may take: all that is left of its account's quota, and what it has already. */
  async #leftBytes(): Promise<number> {
    const { space, quotaBytes } = this.#parts;
    return (await space.left(this.#before.account, quotaBytes)) + this.#before.bytes;
  }

  async #runJob(request: JobRequest, mostBytes: number): Promise<JobReport> {
    const { runtimeFor, runJob, clock, check, meter, disk, layers } = this.#parts;
    this.#ran = request;
    const engine = await runtimeFor(request.options.ociRuntime);
    let libraryBytes = 0;
    const counted = layers.counted(engine, this.#job, (bytes) => {
      libraryBytes += bytes;
    });
    const { claimMemory, workersElsewhere } = this.#job;
    const { memory } = request.options.limits;
    const runtime =
      claimMemory === null ? counted : withinMemory(counted, memory, claimMemory, workersElsewhere);
    const log = await JobLog.open(logFileOf(this.#folder), clock);
    const { firstFragments } = request.options;
    const trial = firstFragments === undefined ? null : new SampledFragments(firstFragments, trialHeadBytes);
    try {
      const report = await runJob(request, {
        ...(trial !== null && { sample: trial.sample }),
        runtime: meter.counted(runtime, this.#job.account),
        clock,
        check: (source) => check(source, request.options.limits, this.#before.account),
        signal: this.#job.signal,
        mostWorkers: this.#job.wanted,
        space: {
          get mostBytes() {
            return mostBytes - libraryBytes;
          },
          used: (bytes) => this.#used(bytes),
          unlinkedBytes: () => this.#job.unlinkedBytes,
          lookForUnlinked: this.#parts.lookForUnlinked,
          wasShort: () => disk.wasShortLately(),
        },
        onViolation: (violation) => {
          if (this.#acts.attempted(violation)) this.#job.end('strike');
        },
        onWork: (work) => {
          this.#work = work;
        },
        onClosing: (closed) => {
          this.#closed = closed;
        },
        onControl: (control) => this.#job.control(control, request.options.workers),
        emit: (event) => {
          if (event.type === 'log') log.add(event);
          this.#tell(event);
        },
      });
      // What was printed last comes by the engine, and may do so after a failure has come by the bridge.
      if (report.job.state !== 'done') await this.#closed.catch(() => {});
      return report;
    } finally {
      await log.close();
      // Where it cannot be kept, there is nothing to show.
      if (trial !== null) await writeTrial(join(this.#folder, trialFile), trial).catch(() => {});
    }
  }

  #used(bytes: number): void {
    this.#job.bytes = bytes;
    // What it kept from an earlier run is in its row.
    this.#held.set(Math.max(0, bytes - this.#before.bytes));
  }

  #tell(event: JobEvent): void {
    // The job was announced when it was accepted, and its report is told once it is stored.
    if (event.type === 'job' || event.type === 'report') return;
    if (event.type === 'failure' && isUndecided(event.failure, this.#job, this.#parts.disk)) return;
    // It says at the end what is left of what was kept.
    if (event.type === 'failure' && event.failure.code === 'disk-limit') return;
    if (event.type === 'progress') this.#progressed(event);
    if (event.type === 'failure') {
      this.#told = event.failure;
      this.#sawFailure(event.failure, event.failure.message);
    }
    if (event.type === 'retry') this.#sawFailure({ code: event.code, limit: null }, event.reason);
    if (event.type === 'state') this.#move(event.state);
    this.#job.tell(
      event.type === 'failure' ? { ...event, failure: explained(event.failure, this.#job) } : event,
    );
  }

  #progressed(now: JobProgress): void {
    // The counts of an earlier run were added to the totals then.
    const first = this.#before.startedAtMs === null ? null : now;
    this.#parts.meter.progressed(this.#job.progress ?? first, now);
    this.#firstProgress ??= now;
    const { stored } = this.#job;
    if (stored.chiefDeaths > 0 && letsChiefLive(stored, this.#firstProgress, now)) this.#forgive(stored);
  }

  /** The job is no more to blame for the ends of earlier chiefs. */
  #forgive(stored: StoredJob): void {
    this.#job.stored = { ...stored, chiefDeaths: 0 };
    this.#record((jobs) => jobs.change(stored.id, { chiefDeaths: 0 }));
  }

  #move(state: JobState): void {
    if (state === 'preparing') return;
    this.#parts.log.info({ job: this.#job.id, account: this.#job.account, state }, 'a job went on');
    this.#record((jobs) => jobs.move(this.#job.id, runningStates, state));
  }

  #record(change: (jobs: Store['jobs']) => Promise<unknown>): void {
    this.#recorded = this.#recorded
      .then(() => change(this.#parts.store.jobs))
      .catch((error: unknown) => {
        this.#parts.log.warn({ job: this.#job.id, err: error }, 'the state of a job could not be stored');
      });
  }

  #sawFailure(cause: Pick<Failure, 'code' | 'limit'>, seen: string): void {
    this.#acts.failed(cause, seen, this.#before.options.limits, this.#limits);
  }

  #judged(summary: JobSummary): JobSummary {
    const { options } = this.#before;
    return { ...judgeEnd(summary, this.#job, this.#parts.disk), workers: options.workers };
  }

  #refused(summary: JobSummary): JobSummary {
    this.#job.refusals = onceMore(this.#job.refusals, summary.counts);
    return judgeRefusal(summary, this.#job.refusals);
  }

  /** A job is done when its results are safe and noted. */
  async #withResults(outcome: JobSummary): Promise<JobSummary> {
    if (outcome.state !== 'done') return outcome;
    try {
      if (this.#before.options.firstFragments !== undefined) {
        await rm(resultsTarOf(this.#folder), { force: true });
        return outcome;
      }
      const { digest } = await noteResults(this.#folder);
      await this.#attest(outcome, digest);
      return outcome;
    } catch (error) {
      const { counts, seconds } = outcome;
      return this.#judged({ ...this.#failed(error), counts, seconds });
    }
  }

  /** Results count without a statement about them, too. */
  async #attest(summary: JobSummary, results: string): Promise<void> {
    const { signingKey, store, log, clock } = this.#parts;
    const work = this.#work;
    if (signingKey === undefined || this.#ran === null || work === null) return;
    try {
      const { source, resuming: resumed } = this.#ran;
      const { dataset } = this.#before;
      await attest(
        {
          ...{ job: this.#before, summary, source, results, resumed, work },
          finishedAtMs: clock.wallTimeMs(),
          dataset: dataset === null ? null : await store.datasets.find(dataset.id, null),
        },
        this.#folder,
        await signingKey(),
      );
    } catch (error) {
      log.warn({ job: this.#job.id, err: error }, 'the provenance of a job could not be written');
    }
  }

  #failed(error: unknown): JobSummary {
    const cause: Failure = isDiskFull(error)
      ? failure('disk-limit', 'preparing', 'The disk of the chief is full.')
      : failure(
          'internal',
          'preparing',
          error instanceof Error ? (error.stack ?? error.message) : String(error),
        );
    const stopped = this.#job.endReason === 'stop';
    const state = stopped ? 'interrupted' : 'failed';
    return { ...summaryOf(this.#before, this.#job.progress), state, failure: cause };
  }

  /** Charges the account, and returns what the job has used in all its runs. */
  async #chargeCpu(summary: JobSummary): Promise<number> {
    const cpuSeconds = summedCpu(summary.cpuSeconds);
    const { accounts } = this.#parts.store;
    // Where it cannot be noted, the job ends all the same.
    await accounts.charge(this.#before.account, { cpuSeconds, byteHours: 0 }).catch((error: unknown) => {
      if (!isDiskFull(error)) throw error;
    });
    return this.#before.cpuSeconds + cpuSeconds;
  }

  #logEnd({ state, failure: cause, counts, seconds }: JobSummary): void {
    const { id, account } = this.#job;
    const failed = cause === null ? {} : { code: cause.code, reason: cause.message };
    const ms = Math.round((seconds.preparing + seconds.running + seconds.packing) * 1000);
    const fields = {
      job: id,
      account,
      state,
      ...failed,
      fragments: counts.fragments,
      merged: counts.merged,
      ms,
    };
    this.#parts.log.info(fields, state === 'interrupted' ? 'a job goes on later' : 'a job has ended');
  }

  /** What a job that has failed keeps takes nothing beyond its account's quota. */
  async #withinQuota(summary: JobSummary): Promise<JobSummary> {
    const { failure: cause } = summary;
    if (cause === null) return summary;
    const { space, quotaBytes } = this.#parts;
    const mostBytes = (await space.leftToStore(this.#before.account, quotaBytes)) + this.#before.bytes;
    const cut = await keepWithin(this.#folder, mostBytes).catch(() => null);
    return cut === null ? summary : { ...summary, failure: shortened(cause, cut) };
  }

  async #interrupted(summary: JobSummary): Promise<void> {
    if (summary.failure?.code === 'disk-limit') {
      const isAlone = this.#parts.disk.isAlone(this.#job.id);
      // Its containers may still be writing.
      await this.#closed;
      await trimFolder(this.#folder, true).catch(() => {});
      if (isAlone) this.#job.fullDisks = onceMore(this.#job.fullDisks, summary.counts);
    }
    const cpuSeconds = await this.#chargeCpu(summary);
    const change = { ...(await usageOf(this.#folder)), cpuSeconds, unjudged: this.#acts.unjudged };
    this.#job.stored = (await storeRest(this.#job, 'interrupted', change, this.#parts)) ?? this.#job.stored;
    const { failure: cause } = summary;
    const { endReason } = this.#job;
    if (endReason === 'memory') {
      const message = 'all jobs here wait for more memory; this one goes on when others have ended';
      this.#job.tell({ type: 'warning', message });
    } else if (cause !== null && endReason === null) {
      const when = cause.code === 'disk-limit' ? 'there is room on the disk of this chief' : 'it can';
      const message = `${cause.message.replace(/\.$/, '')}; the job goes on when ${when}`;
      this.#job.tell({ type: 'warning', message });
    }
    this.#job.tell({ type: 'state', state: 'interrupted' });
  }

  async #ended(outcome: JobSummary): Promise<void> {
    const { home, clock } = this.#parts;
    const { state } = outcome;
    const goesOn = this.#before.options.resume && (state === 'failed' || state === 'cancelled');
    await trimFolder(this.#folder, goesOn).catch(() => {});
    // What it keeps for going on may be what fills the disk.
    if (goesOn && this.#job.endReason === 'space' && this.#parts.disk.isShortNow())
      await emptyFolder(this.#folder).catch(() => {});
    const summary = await this.#withinQuota(outcome);
    const usage = await usageOf(this.#folder);
    const report = publicSummary(summary, home);
    const endedAtMs = clock.wallTimeMs();
    const cpuSeconds = await this.#chargeCpu(summary);
    const change = { endedAtMs, report, ...usage, cpuSeconds, unjudged: this.#acts.unjudged };
    await storeRest(this.#job, summary.state, change, this.#parts);
    if (summary.failure !== null && this.#told?.code !== summary.failure.code)
      this.#job.tell({ type: 'failure', failure: summary.failure });
    this.#job.tell({ type: 'report', job: report, results: null });
  }
}
