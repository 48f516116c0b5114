import { crc32 } from 'node:zlib';
import type { Batch } from '../bridge/batch.ts';
import type { Role } from '../bridge/messages.ts';
import { isInSegment, type Payload } from '../bridge/payload.ts';
import type { SessionHandlers } from '../bridge/session.ts';
import { maxBatch } from '../bridge/sizes.ts';
import { AttendedClock } from '../model/attended-clock.ts';
import type { Clock } from '../model/clock.ts';
import { type Failure, failure, type Stage } from '../model/failures.ts';
import type { JobEvent } from '../model/job-event.ts';
import type { CpuSeconds, JobWork, MachineUse, PeakMemory } from '../model/job-report.ts';
import { compareKept } from './compare-kept.ts';
import { JobContainers } from './containers/job-containers.ts';
import type { Death, RoleContainer } from './containers/role-container.ts';
import { verdict } from './containers/verdict.ts';
import { WorkTally } from './containers/work-tally.ts';
import { combineCrc } from './disk/checksum.ts';
import { diskFailure, fullDiskOrOurs } from './disk/disk-failure.ts';
import { DiskWatch } from './disk/disk-watch.ts';
import type { JournalRecord } from './disk/journal.ts';
import type { KeptBatch } from './disk/kept-results.ts';
import type { Restored } from './disk/restore.ts';
import { SegmentOwners } from './disk/segment-owners.ts';
import type { JobHub, Totals } from './job-hub.ts';
import { keepTicking } from './keep-ticking.ts';
import type { JobLook } from './look/job-look.ts';
import { Ribbon } from './look/ribbon.ts';
import { StageClocks } from './look/stage-clocks.ts';
import type { ComparedResults } from './merge/compared-results.ts';
import { MergeStage } from './merge/merge-stage.ts';
import { Rounds } from './rounds.ts';
import type { RunningJobParts } from './running-job-parts.ts';
import { SplitStage } from './split/split-stage.ts';
import { Window } from './split/window.ts';
import { doneBytes, noTotals, restoredTotals, summed } from './totals.ts';
import { ResultRoom } from './work/result-room.ts';
import { Scheduler } from './work/scheduler.ts';
import { SpentFragments } from './work/spent-fragments.ts';
import { WorkStage } from './work/work-stage.ts';

/** How often limits in time are looked at, and progress at most is told, in milliseconds. */
const tickMs = 100;
const progressMs = 500;
/** A tick that comes later found the event loop kept, and limits in time do not count what it missed. */
const lateMs = 500;
/** The splitter may be so far ahead of each worker, in bytes: several batches. */
const leadBytesPerWorker = 16 * 1024 * 1024;

const stages: Readonly<Record<Role, Stage>> = { splitter: 'split', worker: 'process', merger: 'merge' };

/**
 * The running of one job: a splitter, workers and a merger, from the first container to a complete results folder.
 * Joins the three stages and holds what concerns them all: the outcome, time limits, progress.
 */
export class RunningJob implements JobHub {
  readonly totals: Totals;
  readonly ribbon = new Ribbon();
  readonly clocks: StageClocks;
  readonly #window: Window;
  readonly #scheduler: Scheduler;
  readonly #split: SplitStage;
  readonly #work: WorkStage;
  readonly #merge: MergeStage;
  readonly #stopping = new AbortController();
  #outcome: { readonly failure: Failure | null } | null = null;
  #resolveRun: (failure: Failure | null) => void = () => {};
  #runningSince: number | null = null;
  #toldProgressAt = Number.NEGATIVE_INFINITY;
  #allowedWorkers: number;
  readonly #rounds = new Rounds(() => this.#pumpOnce());
  readonly #owners = new SegmentOwners();
  readonly #containers: JobContainers;
  readonly #spent: SpentFragments;
  readonly #disk: DiskWatch;
  readonly #room = new ResultRoom(() => this.#disk.roomForResults);
  readonly #tally: WorkTally;
  /** Where the splitter has changed since results were kept. */
  readonly #compared: ComparedResults | null;
  #allYielded = false;
  #allProcessed = false;
  readonly #parts: RunningJobParts;
  readonly #clock: Clock;

  constructor(parts: RunningJobParts) {
    const { request, keptResults, segments, restored, clearResults, resultsUsage, keepBundle } = parts;
    const { limits, workers } = request.options;
    this.#parts = parts;
    this.clocks = new StageClocks(parts.clock);
    this.#clock = new AttendedClock(parts.clock, { usualMs: tickMs, lateMs });
    this.#allowedWorkers = Math.max(1, workers);
    const { sample } = parts;
    // Each fragment by itself, so that its time is its own.
    this.#scheduler = new Scheduler(sample === null ? maxBatch : 1, () => this.#room.results);
    this.totals = restored === null ? noTotals() : restoredTotals(restored);
    this.#window = new Window(limits, () => this.#allowedWorkers);
    this.#split = new SplitStage({
      hub: this,
      window: this.#window,
      waitingBytes: () => this.#scheduler.waitingBytes,
      leadBytes: () => leadBytesPerWorker * this.#allowedWorkers,
      deliver: (fragments) =>
        this.#compared === null ? this.#scheduler.add(fragments) : this.#compared.take(fragments),
      wanted: (fragment) => !this.#isDone(fragment),
      earlier: restored?.yielded ?? null,
      ended: restored?.ended ?? null,
      sample,
    });
    this.#work = new WorkStage({
      hub: this,
      scheduler: this.#scheduler,
      deliver: (results, fragments) => this.#takeResults(results, fragments),
      sample,
      giveUp: (spent) => this.#spent.giveUp(spent),
    });
    this.#spent = new SpentFragments({
      hub: this,
      keepBundle,
      leaveOut: (fragment, cause) => this.#leaveOut(fragment, cause),
    });
    this.#merge = new MergeStage({
      hub: this,
      window: this.#window,
      keptResults,
      clearResults,
      // Where others share the disk, it is judged first whether the job may have what it has taken.
      onSettled: () => {
        if (parts.space === null) parts.onSettled();
      },
      complete: () => this.#conclude(null),
    });
    this.#disk = new DiskWatch({
      limits,
      space: parts.space,
      cachedBytes: () => keptResults.bytes,
      toldBytes: () => keptResults.segmentBytes,
      doneBytes: () => doneBytes(this.totals),
      bundleBytes: parts.bundleBytes,
      segmentUsage: () => segments.usage(),
      resultsUsage,
      full: (cause) => this.fail(cause),
      resultsFull: (bytes) => this.#merge.stopFull(bytes),
    });
    this.#containers = new JobContainers({
      ...parts,
      clock: this.#clock,
      owners: this.#owners,
      keepsResults: keptResults.durable,
      signal: this.#stopping.signal,
      inline: sample !== null,
      isOver: () => this.over,
      fail: (cause) => this.fail(cause),
      onWait: (waitsFor) => this.#tellWait(waitsFor),
    });
    this.#tally = new WorkTally({
      before: restored?.work ?? null,
      cpuSeconds: () => this.cpuSeconds,
      peakMemory: () => this.peakMemory,
      record: (make) => this.record(make),
    });
    this.#compared =
      restored === null
        ? null
        : compareKept(restored.compared, {
            ...parts,
            ...{ hub: this, window: this.#window, merge: this.#merge },
            deliver: (fragments) => this.#scheduler.add(fragments),
          });
    if (restored !== null) this.#restore(restored);
  }

  get options() {
    return this.#parts.request.options;
  }

  get clock(): Clock {
    return this.#clock;
  }

  get over(): boolean {
    return this.#outcome !== null;
  }

  /** Seconds since the first pull; 0 before. */
  get seconds(): number {
    return this.#runningSince === null ? 0 : (this.clock.now() - this.#runningSince) / 1000;
  }

  /** Bytes of results that are kept for resuming, as last measured. */
  get keptBytes(): number {
    return this.#disk.keptBytes;
  }

  /** Bytes that the job may still take of what it shares, as last measured; infinite where it shares nothing. */
  get leftBytes(): number {
    return this.#disk.leftBytes;
  }

  get peakMemory(): PeakMemory {
    return this.#containers.peakMemory;
  }

  /** Where the results of all fragments are on disk, once they are; none where they are not kept. */
  async kept(): Promise<readonly KeptBatch[]> {
    await this.#merge.idle();
    return this.#merge.kept;
  }

  /** As {@link JobSummary.machines}; null where it is absent. */
  get machines(): readonly MachineUse[] | null {
    return this.#containers.machines.all;
  }

  get cpuSeconds(): CpuSeconds {
    return this.#containers.cpuSeconds;
  }

  /** What all runs of the job took. */
  get work(): JobWork {
    return this.#tally.total;
  }

  /** Runs to the end. Null: the results folder is complete. Every container is still to be removed by the caller. */
  async run(): Promise<Failure | null> {
    const { signal } = this.#parts;
    const ended = new Promise<Failure | null>((resolve) => {
      this.#resolveRun = resolve;
    });
    const cancel = () => this.fail(failure('cancelled', stages.worker, 'the job was cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const stopTicking = keepTicking(this.clock, tickMs, () => void this.#guarded(async () => this.#tick()));
    void this.#guarded(() => this.#split.start());
    void this.#guarded(() => this.#merge.start());
    this.#fitWorkers();
    const result = await ended;
    stopTicking();
    signal.removeEventListener('abort', cancel);
    await this.#spent.idle();
    await this.#compared?.stop();
    // What was done before it ended need not be done again when it goes on.
    if (result !== null) await this.#merge.idle();
    // What it looks at is closed after this, and the containers go with what they hold.
    if (result?.code === 'disk-limit') await this.#disk.lookOnceMore();
    else await this.#disk.idle();
    const beyond = result === null ? await this.#disk.judgeTheEnd() : null;
    this.#tellProgress();
    this.#tally.note();
    return result ?? beyond;
  }

  /** Sets how many workers the job may have from now on, at least one. It has no more than it has fragments for. */
  resize(workers: number): void {
    this.#allowedWorkers = Math.max(1, workers);
    this.#fitWorkers();
  }

  /** Where the job is now. */
  look(): JobLook {
    const hands = this.over ? [] : this.#scheduler.hands(this.clock.now());
    const { size, bytes } = this.#window;
    return {
      newest: this.totals.fragments,
      exhausted: this.#split.exhausted,
      ordered: this.options.ordered,
      frontier: this.options.ordered ? this.#merge.frontier : this.totals.merged,
      ...this.ribbon.look(
        this.totals.fragments,
        hands.flatMap(({ fragments }) => fragments),
      ),
      lanes: this.over ? [] : [this.#split.lane, ...this.#work.lanes(hands), this.#merge.lane],
      stages: this.clocks.all,
      window: { fragments: size, bytes },
      memory: this.peakMemory,
    };
  }

  #fitWorkers(): void {
    if (this.#allProcessed) return;
    const { total } = this.#work;
    const useful = Math.max(1, total, this.#scheduler.outstanding);
    const workers = Math.min(this.#allowedWorkers, useful);
    if (workers !== total && !this.over) void this.#guarded(() => this.#work.resize(workers));
  }

  start(
    role: Role,
    memoryBytes: number,
    handlers: Omit<SessionHandlers, 'ended'>,
    worker?: number,
  ): Promise<RoleContainer | null> {
    return this.#containers.start(role, memoryBytes, handlers, worker ?? null);
  }

  emit(event: JobEvent): void {
    this.#parts.emit(event);
  }

  warn(message: string): void {
    this.#parts.warn(message);
  }

  fail(cause: Failure): void {
    this.#conclude(cause);
  }

  isFullDisk({ code }: Failure): boolean {
    return code === 'disk-limit' && this.#parts.space?.wasShort() === true;
  }

  record(make: () => JournalRecord): void {
    this.#parts.journal
      ?.append(make)
      .catch((error) => this.fail(diskFailure(error, 'process', 'the journal could not be written')));
  }

  tried(node: string | null, attempts: number): void {
    this.#tally.tried(node, attempts);
  }

  crcOf(batch: Batch): number {
    const { payload } = batch;
    return batch.crc ?? (isInSegment(payload) ? this.#parts.segments.crcOf(payload) : crc32(payload));
  }

  release(payload: Payload): void {
    this.#owners.release(payload);
  }

  judge(container: RoleContainer, role: Role, death: Death, fragment: number | null, behind = 0): Failure {
    const { limits } = this.options;
    const stage = death.wasReady ? stages[role] : 'preparing';
    return verdict({ role, stage, fragment, behind, memoryBytes: container.memoryBytes, limits, ...death });
  }

  pump(): void {
    this.#rounds.run();
  }

  #pumpOnce(): void {
    if (!this.over) this.#disk.judge();
    if (this.over || this.#spent.halted) return;
    this.#beginWhenReady();
    this.#work.hold(this.#parts.keptResults.congested);
    this.#owners.flush();
    this.#fitWorkers();
    this.#work.pump();
    this.#merge.pump();
    this.#split.pump();
    if (this.#split.exhausted) this.#drain();
  }

  #beginWhenReady(): void {
    if (this.#runningSince !== null || !this.#split.ready || !this.#merge.ready || !this.#work.ready) return;
    this.#runningSince = this.clock.now();
    this.#parts.onRunning();
    this.clocks.began('split');
    this.#split.begin();
  }

  /** No more fragments will come: what is left is to finish those there are, then to merge, then `finish`. */
  #drain(): void {
    if (!this.#allYielded) this.#compared?.end(this.totals.fragments);
    this.#allYielded = true;
    if (this.#compared?.pending === true) return;
    this.#scheduler.close();
    if (this.#scheduler.outstanding > 0 || this.#spent.pending > 0) return;
    this.clocks.ended('process');
    this.#spent.checkShare();
    if (this.over) return;
    this.#letWorkersGo();
    this.#merge.close();
    this.#merge.pump();
  }

  /** Their containers are removed while the last results are merged. */
  #letWorkersGo(): void {
    if (this.#allProcessed) return;
    this.#allProcessed = true;
    void this.#guarded(() => this.#work.resize(0));
  }

  #restore({ results, skipped }: Restored): void {
    for (const kept of results) this.#merge.restore(kept);
    for (const number of skipped) this.#merge.skip(number);
  }

  /** An earlier run of the job has the fragment's result, or gave it up. */
  #isDone(fragment: number): boolean {
    return this.#parts.restored?.done.has(fragment) ?? false;
  }

  /** Results go from the workers to the merger; their fragments have served. */
  #takeResults(results: Batch, fragments: Batch): void {
    this.#room.saw(results);
    this.#merge.offer(results, fragments.payload.length);
    this.release(fragments.payload);
  }

  /** The job goes on without a fragment that is out of tries. */
  #leaveOut({ first, payload }: Batch, { code }: Failure): void {
    // As harnesses tell it with a result.
    const crc = combineCrc(
      payload.length,
      this.crcOf({ first, sizes: new Uint32Array(0), payload }),
      payload.length,
    );
    this.record(() => ({ type: 'skipped', fragment: first, code, crc }));
    this.#merge.skip(first);
    this.#window.leave(1, payload.length);
    this.release(payload);
  }

  #tick(): void {
    if (this.over) return;
    const { limits } = this.options;
    if (this.seconds > limits.jobSeconds) {
      this.fail(
        failure('job-timeout', 'process', `the job ran longer than ${limits.jobSeconds} s`, {
          limit: 'jobSeconds',
          observed: this.seconds,
        }),
      );
      return;
    }
    this.#split.tick();
    this.#work.tick();
    this.#merge.tick();
    void this.#guarded(() => this.#disk.look());
    if (this.over) return;
    const now = this.clock.now();
    if (this.#runningSince !== null) {
      if (now - this.#toldProgressAt >= progressMs) this.#tellProgress();
      this.#tally.tick(now);
    }
    this.pump();
  }

  #tellProgress(): void {
    this.#toldProgressAt = this.clock.now();
    this.emit({
      type: 'progress',
      ...summed(this.totals),
      exhausted: this.#split.exhausted,
      workers: {
        ...{ busy: this.#scheduler.busyWorkers, total: this.#allowedWorkers },
        ...this.#containers.machines.now,
      },
      seconds: this.seconds,
    });
  }

  /** Nothing that a report should warn of: it passes. */
  #tellWait(waitsFor: string): void {
    const who = this.#runningSince === null ? 'the job waits' : 'more workers wait';
    if (!this.over) this.emit({ type: 'warning', message: `${who} for ${waitsFor}`, waitsFor });
  }

  #conclude(cause: Failure | null): void {
    if (this.#outcome !== null) return;
    this.#outcome = { failure: cause };
    this.clocks.stop();
    this.#stopping.abort();
    this.#resolveRun(cause);
  }

  /** Whatever goes wrong in our own code ends this job as `internal`, and nothing but this job. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(fullDiskOrOurs(error, 'process'));
    }
  }
}
