import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NotPlainError } from '../files/open-plain.ts';
import type { Clock } from '../model/clock.ts';
import { type Failure, FailureError, failure, type Stage } from '../model/failures.ts';
import type { CheckReport, RoleDigests } from '../model/finding.ts';
import type { JobEvent } from '../model/job-event.ts';
import {
  type FragmentLeftOut,
  type JobReport,
  type JobState,
  type JobWork,
  unknownCpu,
  unknownPeaks,
} from '../model/job-report.ts';
import type { JobRequest } from '../model/job-request.ts';
import { type Distribution, libraryFiles } from '../model/libraries.ts';
import type { PackageSource } from '../model/package-source.ts';
import type { ResultFiles } from '../model/result-files.ts';
import { type JobPlace, type Runtime, resultsFolder } from '../runtime/runtime.ts';
import { formatCount } from '../text/format-quantity.ts';
import { inertLine } from '../text/inert-text.ts';
import { emptyTree, resultsUsage } from '../trees/trees.ts';
import { type OpenedPlace, openAhead, openPlace } from './containers/open-place.ts';
import type { Violation } from './containers/seen-violations.ts';
import { fullDiskOrOurs } from './disk/disk-failure.ts';
import type { JobSpace } from './disk/disk-watch.ts';
import { jobLayout } from './disk/job-layout.ts';
import { KeptResults } from './disk/kept-results.ts';
import { openKept } from './disk/open-kept.ts';
import { unsoundFolder } from './disk/sound-folder.ts';
import type { JobLook } from './look/job-look.ts';
import { keepFragmentDigests } from './merge/fragment-digests.ts';
import { noResults, nothingToShow } from './nothing-to-show.ts';
import { PacedEvents } from './paced-events.ts';
import { PackedResults } from './packed-results.ts';
import { leftOut } from './replay/left-out.ts';
import { bundledJob } from './replay/replay-bundle.ts';
import { ReplayBundles } from './replay/replay-bundles.ts';
import type { RunningJob } from './running-job.ts';
import type { JobSample } from './sample/sample.ts';
import { tellMending } from './tell-mending.ts';
import { noTotals, summed } from './totals.ts';

/** How long the check of a package waits for the engine to be asked for containers, in milliseconds. */
const headStartMs = 500;
/** Most of a path that a warning shows. */
const mostPathCharacters = 1000;
/** Fragments whose bundles could not be kept that are named. */
const mostUnkept = 10;

/** What a job needs from outside. */
export interface JobContext {
  readonly runtime: Runtime;
  readonly clock: Clock;
  /** Static check of the package; errors refuse the job. */
  readonly check: (source: PackageSource) => Promise<CheckReport>;
  readonly emit: (event: JobEvent) => void;
  /** Aborting ends the job as `cancelled`, resumable, with nothing left running. */
  readonly signal: AbortSignal;
  /** Workers that the job may come to have. Left out: those of its options. */
  readonly mostWorkers?: number;
  /** Called when containers are about to start; whoever shares out workers keeps the handle. */
  readonly onControl?: (control: JobControl) => void;
  /**
   * Takes over the wait for containers that are being removed, which a job's outcome does not depend on. Without it the
   * report comes when nothing of the job is left.
   */
  readonly onClosing?: (closed: Promise<void>) => void;
  /** What the job may take of a disk that it shares. Left out: as much as its limits allow. */
  readonly space?: JobSpace;
  /** Only the beginning of the job. Left out: all of it. */
  readonly sample?: JobSample;
  /** Told what all runs of the job took, once nothing runs any more. */
  readonly onWork?: (work: JobWork) => void;
  /** Called for each different thing that user code tried and should not have. */
  readonly onViolation?: (violation: Violation) => void;
}

/** What can be changed about a job while it runs. */
export interface JobControl {
  /** Workers from now on, at least one; a surplus one finishes what it has in hand first. */
  resize(workers: number): void;
  /** Where the job is now, or was when it had its outcome; what it costs does not grow with the job. */
  look(): JobLook;
}

/**
 * Runs a job from checking to packed results. Never rejects: whatever happens is in the report, which is also the
 * last event. On `done`, `report.results` is the deterministic tar `<folder>/results.tar`. A job that is resuming goes
 * on from the journal in its folder: fragments whose results are kept are not processed again.
 */
export async function runJob(request: JobRequest, context: JobContext): Promise<JobReport> {
  const events = new PacedEvents(context.emit);
  const emit = (event: JobEvent) => events.emit(event);
  const report = await new JobRun(request, { ...context, emit }, events).run();
  await events.told();
  context.emit(report);
  return report;
}

/** One job from request to report: the phases, and what the report needs to know of each. */
class JobRun {
  readonly #warnings: string[] = [];
  #unkept = 0;
  #files: ResultFiles | null = null;
  #leftOut: readonly FragmentLeftOut[] = [];
  readonly #seconds = { preparing: 0, running: 0, packing: 0 };
  #running: RunningJob | null = null;
  #engine = '';
  #distributions: readonly Distribution[] = [];
  #image = '';
  #loads: RoleDigests | null = null;
  #fingerprint: string | null = null;
  #stage: Stage = 'checking';
  readonly #request: JobRequest;
  readonly #context: JobContext;
  readonly #events: PacedEvents;
  readonly #packed: PackedResults;

  constructor(request: JobRequest, context: JobContext, events: PacedEvents) {
    this.#request = request;
    this.#context = context;
    this.#events = events;
    const { resultsBytes } = request.options.limits;
    this.#packed = new PackedResults(this.#resultsFolder, this.#tar, resultsBytes, context.signal);
  }

  get #tar(): string {
    return join(this.#request.folder, 'results.tar');
  }

  get #resultsFolder(): string {
    return resultsFolder(jobLayout(this.#request.folder), this.#request.name);
  }

  async run(): Promise<JobReport> {
    const { id, name } = this.#request;
    this.#context.emit({ type: 'job', id, name });
    try {
      await this.#refuseUnsound();
      const opened = await this.#timed('preparing', () => this.#prepare());
      if ('code' in opened) return this.#report('refused', opened, null);
      const tar = await this.#runChecked(opened.place);
      const { folder, options } = this.#request;
      if (options.onError === 'skip') this.#leftOut = await leftOut(folder);
      return typeof tar === 'string' ? this.#report('done', null, tar) : this.#ended(tar);
    } catch (error) {
      return this.#ended(this.#failureOf(error));
    }
  }

  /**
   * Checks the package, while its first containers are being started: most of that is the engine's work. What the
   * package wants installed is only installed once it has been checked.
   */
  async #prepare(): Promise<OpenedPlace | Failure> {
    const request = this.#request;
    const context = this.#context;
    const { runtime, signal, emit } = context;
    const hasRequirements = libraryFiles.some((path) => request.source.files.has(path));
    const opening = {
      runtime,
      signal,
      onProgress: (text: string) => this.#note(text),
      onInstalled: (distributions: readonly Distribution[]) => {
        this.#distributions = distributions;
      },
    };
    emit({ type: 'state', state: 'preparing', stage: 'checking' });
    // The copy of the package that a mended one takes the place of is still wanted where that is refused.
    const isMended = request.mended !== undefined;
    const ahead = hasRequirements || isMended ? null : openAhead(request, opening);
    let opened: OpenedPlace | null = null;
    try {
      if (ahead !== null) await this.#atMost(headStartMs, ahead.underway);
      // The engine has enough to do until then.
      void import('./running-job.ts').catch(() => {});
      const refused = await this.#check();
      if (refused !== null) return refused;
      this.#stage = 'preparing';
      emit({ type: 'state', state: 'preparing', stage: hasRequirements ? 'dependencies' : 'image' });
      opened = await (ahead?.opened ?? openPlace(request, opening));
      emit({ type: 'state', state: 'preparing', stage: 'containers' });
    } finally {
      if (opened === null) await ahead?.abandon();
    }
    this.#engine = opened.engine;
    this.#image = opened.image;
    this.#fingerprint = opened.fingerprint;
    for (const warning of opened.warnings) this.#warn(warning);
    return opened;
  }

  /** Before anything is written: what leads out of the folder would lead what is written out of it, too. */
  async #refuseUnsound(): Promise<void> {
    const unsound = this.#request.resuming ? await unsoundFolder(this.#request.folder) : null;
    if (unsound === null) return;
    throw new FailureError(failure('resume-refused', 'preparing', `the job cannot go on: ${unsound}`));
  }

  async #check(): Promise<Failure | null> {
    const { emit, check } = this.#context;
    const { findings, errors: count, refused, loads = null } = await check(this.#request.source);
    this.#loads = loads;
    for (const finding of findings) emit({ type: 'finding', finding });
    if (!refused) return null;
    const { rule, file, line } = findings.find(({ severity }) => severity === 'error')!;
    const message = `the package has ${count === 1 ? 'an error' : `${count} errors`}, first ${rule} in ${file}`;
    return failure('package-refused', 'checking', message, { file, line });
  }

  /** Path of the results tar, or why there is none. */
  async #runChecked(place: JobPlace): Promise<string | Failure> {
    let closed: Promise<void> | null = null;
    try {
      const cause = await this.#runIn(place);
      // The merger has exited; the others have no part in the results.
      closed = place.close();
      return cause ?? (await this.#pack());
    } finally {
      closed ??= place.close();
      // Whoever waits for both hears of what went wrong.
      closed.catch(() => {});
      await this.#packed.drop();
      if (this.#context.onClosing === undefined) await closed;
      else this.#context.onClosing(closed);
    }
  }

  /** Path of the tar, or why the job has failed although it ran well. */
  async #pack(): Promise<string | Failure> {
    this.#stage = 'packing';
    this.#context.emit({ type: 'state', state: 'packing' });
    return this.#timed('packing', async () => {
      const { dataset, options } = this.#request;
      const { skipped, files } = await this.#packed.finish();
      for (const path of skipped.first)
        this.#warn(
          `left out of the results, being no plain file or folder that could be read: ${inertLine(path.slice(0, mostPathCharacters))}`,
        );
      const more = skipped.count - skipped.first.length;
      if (more > 0) this.#warn(`left out of the results for the same reason: ${formatCount(more)} more`);
      this.#files = files;
      const { counts } = summed(this.#running?.totals ?? noTotals());
      const nothing = await nothingToShow({ counts, dataset, resultFiles: files.count });
      if (options.strictResults === true && nothing.length > 0) {
        await rm(this.#tar, { force: true });
        return failure('empty-results', 'packing', nothing.join('; '));
      }
      const none = noResults(counts);
      for (const reason of none === null ? nothing : [none, ...nothing]) this.#warn(reason);
      return this.#tar;
    });
  }

  async #runIn(place: JobPlace): Promise<Failure | null> {
    const request = this.#request;
    const context = this.#context;
    const { folder, options } = request;
    const { journal, cache, segments, restored, mending } = await openKept(request, {
      image: this.#image,
      fingerprint: this.#fingerprint,
      loads: this.#loads,
      warn: (message) => this.#warn(message),
    });
    const bundles = await ReplayBundles.open({
      folder,
      job: bundledJob(request),
      segments,
      mostBytes: options.limits.cacheBytes,
      keptBytes: () => this.#running?.keptBytes ?? 0,
    });
    if (restored !== null) {
      const { warnings, notes } = tellMending(restored, mending);
      for (const message of notes) this.#note(message);
      for (const message of warnings) this.#warn(message);
      if (restored.triesAgain)
        await bundles.keepOnly(new Set([...restored.skipped, ...restored.compared.skipped.keys()]));
    }
    const { RunningJob } = await import('./running-job.ts');
    const startedAt = context.clock.now();
    let runningAt: number | null = null;
    this.#running = new RunningJob({
      request,
      clock: context.clock,
      place,
      keptResults: new KeptResults(cache, options.resume, (range) => segments.crcOf(range)),
      segments,
      journal,
      restored,
      sample: context.sample ?? null,
      ...(context.mostWorkers === undefined ? {} : { mostWorkers: context.mostWorkers }),
      emit: context.emit,
      emitEach: (events) => this.#events.emitEach(events),
      warn: (message) => this.#warn(message),
      onViolation: (violation) => {
        const { role, kind, event, detail } = violation;
        this.#warn(
          `the ${role} tried something that the sandbox refuses or notes (${kind}): ${inertLine(`${event} ${detail}`.trimEnd())}`,
        );
        context.onViolation?.(violation);
      },
      signal: context.signal,
      onSettled: () => void this.#packed.begin(),
      clearResults: async () => {
        await this.#packed.drop();
        await emptyTree(this.#resultsFolder);
      },
      resultsUsage: () => resultsUsage(this.#resultsFolder, options.limits.resultsBytes),
      space: context.space ?? null,
      bundleBytes: () => bundles.bytes,
      dropBundle: (fragment) => bundles.drop(fragment),
      keepBundle: (spent) =>
        bundles.keep(spent).catch((error: Error) => {
          this.#warnUnkept(spent.fragment.first, error);
          return null;
        }),
      onRunning: () => {
        runningAt = context.clock.now();
        this.#seconds.preparing += (runningAt - startedAt) / 1000;
        this.#stage = 'process';
        context.emit({ type: 'state', state: 'running' });
      },
    });
    context.onControl?.(this.#running);
    try {
      const cause = await this.#running.run();
      context.onWork?.(this.#running.work);
      const endedAt = context.clock.now();
      if (runningAt === null) this.#seconds.preparing += (endedAt - startedAt) / 1000;
      else this.#seconds.running = (endedAt - runningAt) / 1000;
      if (cause === null && options.fragmentDigests === true) {
        const [kept, mostBytes] = [await this.#running.kept(), this.#running.leftBytes];
        const results = { kept, cache, segments, mostBytes, signal: context.signal };
        const why = await keepFragmentDigests(folder, results);
        if (why !== null) this.#warn(`the digests of fragments were not kept: ${why}`);
      }
      return cause;
    } finally {
      await journal?.close();
      await cache.close();
      await segments.close();
    }
  }

  async #timed<T>(phase: 'preparing' | 'packing', work: () => Promise<T>): Promise<T> {
    const startedAt = this.#context.clock.now();
    try {
      return await work();
    } finally {
      this.#seconds[phase] += (this.#context.clock.now() - startedAt) / 1000;
    }
  }

  /** Waits for `work`, but no longer than that. */
  async #atMost(ms: number, work: Promise<void>): Promise<void> {
    let cancel = () => {};
    const patience = new Promise<void>((resolve) => {
      cancel = this.#context.clock.after(ms, resolve);
    });
    await Promise.race([work, patience]);
    cancel();
  }

  #warn(message: string): void {
    this.#warnings.push(message);
    this.#context.emit({ type: 'warning', message });
  }

  /** A disk that takes no bundle may take none of thousands. */
  #warnUnkept(fragment: number, error: Error): void {
    this.#unkept += 1;
    if (this.#unkept <= mostUnkept)
      this.#warn(`the replay bundle of fragment ${fragment} could not be kept: ${error.message}`);
    else if (this.#unkept === mostUnkept + 1) this.#warn('nor could those of further fragments');
  }

  #note(text: string): void {
    this.#context.emit({ type: 'log', role: null, worker: null, fragment: null, text });
  }

  #failureOf(error: unknown): Failure {
    if (this.#context.signal.aborted) return failure('cancelled', this.#stage, 'the job was cancelled');
    if (error instanceof FailureError) return error.failure;
    if (error instanceof NotPlainError)
      return failure(
        'resume-refused',
        this.#stage,
        `the job cannot go on: a file of it is not its own: ${error.message}`,
      );
    return fullDiskOrOurs(error, this.#stage);
  }

  #ended(cause: Failure): JobReport {
    this.#context.emit({ type: 'failure', failure: cause });
    return this.#report(cause.code === 'cancelled' ? 'cancelled' : 'failed', cause, null);
  }

  #report(state: JobState, cause: Failure | null, results: string | null): JobReport {
    const { id, name, source, dataset, options } = this.#request;
    const machines = this.#running?.machines ?? null;
    return {
      type: 'report',
      job: {
        id,
        name,
        state,
        package: source.digest,
        dataset: dataset?.name ?? null,
        ...summed(this.#running?.totals ?? noTotals()),
        seconds: { ...this.#seconds },
        peakMemory: this.#running?.peakMemory ?? unknownPeaks,
        cpuSeconds: this.#running?.cpuSeconds ?? unknownCpu,
        workers: options.workers,
        ...(machines !== null && { machines }),
        engine: this.#engine,
        ...(this.#image !== '' && { image: this.#image }),
        distributions: this.#distributions,
        warnings: [...this.#warnings],
        failure: cause,
        ...(options.params !== undefined && { params: options.params }),
        ...(this.#leftOut.length > 0 && { leftOut: this.#leftOut }),
        ...(results !== null && this.#files !== null && { files: this.#files }),
      },
      results,
    };
  }
}
