import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { jobFolder, removeJobFolder } from '../../home/job-folders.ts';
import type { Clock } from '../../model/clock.ts';
import { failure } from '../../model/failures.ts';
import type { CheckReport } from '../../model/finding.ts';
import { loosened, mostWorkers, tightened, withLimits } from '../../model/job-limits.ts';
import type { JobReport, JobState } from '../../model/job-report.ts';
import type { JobOptions } from '../../model/job-request.ts';
import { libraryFiles } from '../../model/libraries.ts';
import type { Limits } from '../../model/limits.ts';
import { isName, nameRule, saidText } from '../../model/names.ts';
import { newJobId } from '../../model/new-job-id.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { fittingParams } from '../../params/fitting-params.ts';
import type { Account } from '../../store/accounts.ts';
import {
  type AcceptRefusal,
  endedStates,
  type MendedJob,
  type QueueBounds,
  type StoredJob,
} from '../../store/jobs.ts';
import type { Page, PageRequest } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { Caller } from '../caller.ts';
import type {
  DeleteOutcome,
  JobCountsByState,
  JobOutcome,
  JobsWanted,
  MendedSubmission,
  Rerun,
  ResumeOutcome,
  Submission,
} from '../chief.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { ChiefMeter } from '../chief-meter.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { packageFolder } from '../content/content-paths.ts';
import type { KeyedLock } from '../content/keyed-lock.ts';
import type { PackageShelf } from '../content/package-shelf.ts';
import type { JobFeed } from '../events/job-feed.ts';
import { jobOptions } from '../given-options.ts';
import {
  type JobContent,
  type JobRow,
  type JobView,
  jobRow,
  jobView,
  listedJob,
  summaryOf,
} from '../job-view.ts';
import { type Problem, type ProblemCode, problem } from '../problem.ts';
import { memoryClaim } from '../queue/memory-claim.ts';
import { rerunOptions } from '../rerun-options.ts';
import { readResultsNote } from '../running/job-files.ts';
import type { MachineSlots } from '../running/machine-slots.ts';
import type { QueueRunner } from '../running/queue-runner.ts';
import { runningStates } from '../running/store-rest.ts';
import type { WarmPool } from '../running/warm-pool.ts';
import type { AccountSpace } from '../space/account-space.ts';
import type { ActBook } from './act-book.ts';
import { notFound, ownerFor, whoseJobs } from './rights.ts';

export interface AccountJobsParts {
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly settings: ChiefSettings;
  /** Workers that there may be at once. */
  readonly slots: Pick<MachineSlots, 'total' | 'areMany'>;
  readonly queueRunner: QueueRunner;
  readonly meter: ChiefMeter;
  readonly acts: ActBook;
  readonly space: AccountSpace;
  readonly warm: Pick<WarmPool, 'take' | 'release'>;
  /** Hears of jobs that are deleted. */
  readonly feed: Pick<JobFeed, 'gone'>;
  /** Held for a job that is taken up again. */
  readonly locks: KeyedLock;
  readonly packages: Pick<PackageShelf, 'load'>;
  readonly check: (source: PackageSource, limits: Limits, account: string) => Promise<CheckReport>;
}

/** Kept of why a job was cancelled. */
const mostReasonCharacters = 200;

const waitingStates: readonly JobState[] = ['queued', 'interrupted'];
const removable: readonly JobState[] = [...endedStates, 'interrupted'];
const resumable: readonly JobState[] = ['failed', 'cancelled'];

const refusals: Readonly<Record<AcceptRefusal, readonly [ProblemCode, string]>> = {
  'no-account': ['not-found', 'The account is gone.'],
  'account-blocked': ['account-blocked', 'The account is blocked.'],
  'no-package': ['no-package', 'There is no package of that digest.'],
  'no-dataset': ['no-dataset', 'There is no dataset of that id.'],
  'queue-full': ['queue-full', 'As many jobs wait as this chief lets wait.'],
  'account-queue-full': ['account-queue-full', 'As many of your jobs wait as this chief lets wait.'],
};

/** The jobs of accounts, from their being accepted to their being forgotten. */
export class AccountJobs {
  readonly #parts: AccountJobsParts;

  constructor(parts: AccountJobsParts) {
    this.#parts = parts;
  }

  async submit(account: Caller, submission: Submission): Promise<JobOutcome> {
    const { store, clock, queueRunner, meter, warm } = this.#parts;
    const wanted = await store.packages.find(submission.package, ownerFor(account));
    if (wanted === null) return refused('no-package');
    const { dataset = null } = submission;
    // The store knows whose an account is, and not what the token may that the caller came with.
    if (dataset !== null && (await store.datasets.find(dataset, ownerFor(account))) === null)
      return refused('no-dataset');
    const name = submission.name ?? wanted.name;
    if (!isName(name)) return problem('bad-name', `The name of a job takes ${nameRule}.`);
    const own = this.#settingsOf(account);
    const options = jobOptions(submission.options, wanted.manifest, own);
    if ('problem' in options) return problem('bad-options', options.problem);
    const refusal = this.#tooHeavy(options) ?? (await this.#overQuota(account.name));
    if (refusal !== null) return refusal;
    const job = {
      id: (await this.#warmId(submission.package, options)) ?? newJobId(),
      account: account.name,
      name,
      package: submission.package,
      dataset,
      options,
      createdAtMs: clock.wallTimeMs(),
    };
    const outcome = await store.jobs.accept(job, this.#queueBounds).catch((error: unknown) => {
      warm.release(job.id);
      throw error;
    });
    if (outcome.kind === 'refused') {
      warm.release(job.id);
      return refused(outcome.reason);
    }
    meter.totals.jobsAccepted += 1;
    const accepted = { job: job.id, package: job.package, dataset: job.dataset };
    this.#parts.acts.tell(account, 'a job was accepted', accepted);
    queueRunner.add(outcome.job);
    return { kind: 'job', job: this.#view(outcome.job) };
  }

  async list(account: Account, query: PageRequest & JobsWanted): Promise<Page<JobView>> {
    const { items, next } = await this.#page(account, query);
    return { items: items.map((job) => listedJob(this.#view(job))), next };
  }

  async rows(account: Account, query: PageRequest & JobsWanted): Promise<Page<JobRow>> {
    const { items, next } = await this.#page(account, query);
    return { items: items.map((job) => jobRow(this.#view(job))), next };
  }

  /** Null where there is none. */
  async row(id: string): Promise<JobRow | null> {
    const job = await this.#parts.store.jobs.find(id, null);
    return job === null ? null : jobRow(this.#view(job));
  }

  async counts(account: Account, of: string | null): Promise<JobCountsByState> {
    const owner = whoseJobs(account, of);
    return owner === 'nobody' ? {} : this.#parts.store.jobs.counts(owner.name);
  }

  async find(account: Account, id: string): Promise<JobView | Problem> {
    const job = await this.#parts.store.jobs.find(id, ownerFor(account));
    return job === null ? notFound('job') : { ...this.#view(job), content: await this.#content(job) };
  }

  async cancel(account: Caller, id: string, reason: string | null = null): Promise<JobOutcome> {
    const { store, queueRunner } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    const message = cancelMessage(account, job, reason);
    await queueRunner.end([id], 'cancel', message);
    const now = await store.jobs.find(id, null);
    if (now === null) return notFound('job');
    const ended = (waitingStates.includes(now.state) ? await this.#cancelWaiting(now, message) : null) ?? now;
    if (ended.state === 'cancelled') {
      const deed = {
        action: 'job-cancelled',
        owner: job.account,
        subject: id,
        detail: saidText(reason) ?? '',
      } as const;
      await this.#parts.acts.did(account, 'a job was cancelled', deed);
      return { kind: 'job', job: this.#view(ended) };
    }
    return problem('wrong-state', `The job is ${ended.state} already.`);
  }

  /**
   * Ends all jobs of an account that have not ended, telling that message, and returns how many there were, once
   * nothing of them runs any more.
   */
  async endAll(account: string, message: string): Promise<number> {
    const { store, queueRunner } = this.#parts;
    const all = await store.jobs.inStates([...waitingStates, ...runningStates]);
    const own = all.filter((job) => job.account === account);
    // Those that wait first: they would begin where those that run have ended.
    for (const job of own) if (waitingStates.includes(job.state)) await this.#cancelWaiting(job, message);
    const ids = own.map(({ id }) => id);
    await queueRunner.end(ids, 'cancel', message);
    for (const id of ids) {
      const now = await store.jobs.find(id, account);
      if (now !== null && waitingStates.includes(now.state)) await this.#cancelWaiting(now, message);
    }
    return own.length;
  }

  async resume(account: Caller, id: string, submitted: MendedSubmission | null): Promise<ResumeOutcome> {
    const { store, queueRunner } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    const hindrance = this.#hindrance(job) ?? (await this.#overQuota(job.account));
    if (hindrance !== null) return hindrance;
    await queueRunner.rested(id);
    const mended = submitted === null ? null : await this.#mended(account, job, submitted);
    if (mended !== null && 'kind' in mended) return mended;
    const outcome = await this.#parts.locks.hold(id, async () => {
      const requeued = await store.jobs.requeue(id, resumable, this.#queueBounds, mended ?? undefined);
      if (requeued?.kind === 'accepted') queueRunner.add(requeued.job);
      return requeued;
    });
    if (outcome?.kind === 'refused') return refused(outcome.reason);
    // Somebody else was faster, with a package of his own perhaps.
    if (outcome === null && submitted !== null)
      return this.#hindrance((await store.jobs.find(id, null)) ?? job) ?? notFound('job');
    if (outcome !== null) {
      const detail = mended === null ? '' : `with package ${mended.package}`;
      const deed = { action: 'job-resumed', owner: job.account, subject: id, detail } as const;
      await this.#parts.acts.did(account, 'a job was resumed', deed);
    }
    return { kind: 'job', job: this.#view(outcome?.job ?? job) };
  }

  /** A new job of the account that is as another one was, but for what is said. */
  async rerun(account: Caller, id: string, changes: Rerun): Promise<JobOutcome> {
    const { store } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    if (job.purgedAtMs !== null) return problem('purged', 'The package of this job was purged.');
    const wanted = await store.packages.find(changes.package ?? job.package, ownerFor(account));
    if (wanted === null) return refused('no-package');
    const before = await store.packages.find(job.package, null);
    const rerun = rerunOptions({
      ...{ options: job.options, given: changes.options ?? {}, settings: this.#settingsOf(account) },
      ...{ before: before?.manifest ?? null, manifest: wanted.manifest },
    });
    if ('problem' in rerun)
      return problem('bad-options', rerun.problem, 'Give the parameters with options.params.');
    const { name = job.name, dataset = job.dataset?.id ?? null } = changes;
    return this.submit(account, { package: wanted.digest, dataset, name, options: rerun.options });
  }

  async remove(account: Caller, id: string): Promise<DeleteOutcome> {
    const { home, store, queueRunner } = this.#parts;
    const job = await store.jobs.find(id, ownerFor(account));
    if (job === null) return notFound('job');
    if (endedStates.includes(job.state)) await queueRunner.rested(id);
    const notEnded = problem('wrong-state', 'The job has not ended yet.', 'Cancel it first.');
    if (queueRunner.isRunning(id) || !removable.includes(job.state)) return notEnded;
    // Space first: where there is none, what is freed is what lets it be recorded.
    await removeJobFolder(jobFolder(home, id));
    const removed = await store.jobs.remove(id, job.account);
    if (removed === 'unknown') return notFound('job');
    if (removed === 'not-ended') return notEnded;
    queueRunner.drop(id, 'cancelled');
    this.#parts.feed.gone(id, job.account);
    const deed = { action: 'job-deleted', owner: job.account, subject: id, detail: job.name } as const;
    await this.#parts.acts.did(account, 'a job was deleted', deed);
    return { kind: 'deleted' };
  }

  /** What becomes of a job that goes on with another package; null where that is the one that it has. */
  async #mended(
    account: Account,
    job: StoredJob,
    { package: digest, keepResults }: MendedSubmission,
  ): Promise<MendedJob | Exclude<ResumeOutcome, { kind: 'job' }> | null> {
    if (digest === job.package)
      return job.mended === null || keepResults === undefined
        ? null
        : { package: digest, options: job.options, keepResults };
    const { store, packages, check } = this.#parts;
    const owner = account.name === job.account ? account : await store.accounts.find(job.account);
    if (owner === null) return refused('no-account');
    const wanted = await store.packages.find(digest, ownerFor(owner));
    if (wanted === null) return refused('no-package');
    const now = await store.jobs.find(job.id, null);
    // What it did is judged as an act of the package that it had then.
    if (now === null || now.unjudged !== null)
      return problem('not-ready', 'It is still being looked at what this job has done.');
    const before = await store.packages.find(job.package, null);
    const { limits: most } = this.#settingsOf(owner);
    const loose = loosened(job.options.limits, before?.manifest?.limits ?? {}, most);
    const limits = tightened(loose, wanted.manifest?.limits ?? {});
    const fitting = fittingParams(job.options.params, wanted.manifest?.params ?? null);
    if ('problem' in fitting) return notTaken(fitting.problem);
    const { values: params } = fitting;
    const options = { ...job.options, limits, ...(params !== undefined && { params }) };
    const heavy = this.#tooHeavy(options);
    if (heavy !== null) return heavy;
    const source = await packages.load(wanted, limits);
    if (source === null) {
      if ((await store.packages.find(digest, wanted.owner)) === null) return refused('no-package');
      throw new Error(`the content of package ${digest} is not what was stored`);
    }
    const report = await check(source, limits, job.account);
    return report.refused
      ? { kind: 'refused', report }
      : { package: digest, options, keepResults: keepResults ?? false };
  }

  /** An account that has more than it may has no job begun. */
  async #overQuota(account: string): Promise<Problem | null> {
    const { space, settings } = this.#parts;
    if ((await space.left(account, settings.quotaBytes)) >= 0) return null;
    return problem('over-quota', 'The account has more stored than it may, so no job is taken.');
  }

  /** A job that could not run even if nothing else did. */
  #tooHeavy({ limits }: JobOptions): Problem | null {
    const { settings, slots } = this.#parts;
    const { memoryBytes } = settings;
    if (memoryClaim(limits, slots.areMany ? 0 : 1) <= memoryBytes) return null;
    const most = formatBytes(memoryBytes);
    const message = `The containers of this job would take more memory than the ${most} that this chief has for all.`;
    return problem(
      'bad-options',
      message,
      'Lower the limit memory; a job has a splitter, a merger and a worker at least.',
    );
  }

  /** Id of containers that wait for a job like this one. */
  async #warmId(digest: string, { ociRuntime, limits }: JobOptions): Promise<string | null> {
    const { home, settings, warm } = this.#parts;
    if (ociRuntime !== settings.ociRuntime) return null;
    const folder = packageFolder(home, digest);
    return Promise.any(libraryFiles.map((path) => access(join(folder, path)))).then(
      () => null,
      () => warm.take(limits),
    );
  }

  /** The chief's settings, with the limits that the account's jobs get, and the slots that there are now. */
  #settingsOf({ settings: own }: Account): ChiefSettings {
    const { settings, slots } = this.#parts;
    const workers = Math.min(mostWorkers, Math.max(1, slots.total));
    return { ...settings, slots: workers, limits: withLimits(settings.limits, own.limits ?? {}) };
  }

  get #queueBounds(): QueueBounds {
    const { queuedJobs, queuedJobsPerAccount } = this.#parts.settings;
    return { overall: queuedJobs, perAccount: queuedJobsPerAccount };
  }

  async #page(
    account: Account,
    { account: of, ...query }: PageRequest & JobsWanted,
  ): Promise<Page<StoredJob>> {
    const owner = whoseJobs(account, of ?? null);
    if (owner === 'nobody') return { items: [], next: null };
    return this.#parts.store.jobs.list({ ...query, owner: owner.name });
  }

  #view(job: StoredJob): JobView {
    const { queueRunner } = this.#parts;
    const live = queueRunner.find(job.id);
    const nowMs = this.#parts.clock.wallTimeMs();
    if (live === null) return jobView(job, null, nowMs);
    return jobView(
      job,
      {
        progress: live.progress,
        place: queueRunner.placeOf(job.id),
        bytes: live.bytes,
        waitsFor: live.waitsFor,
      },
      nowMs,
    );
  }

  async #content(job: StoredJob): Promise<JobContent> {
    const { store, home } = this.#parts;
    const [packaged, dataset, results] = await Promise.all([
      store.packages.find(job.package, null),
      job.dataset === null ? null : store.datasets.find(job.dataset.id, null),
      job.state === 'done' && job.purgedAtMs === null ? readResultsNote(jobFolder(home, job.id)) : null,
    ]);
    return {
      packageBytes: packaged?.bytes ?? null,
      datasetBytes: dataset?.bytes ?? null,
      datasetDigest: dataset?.digest ?? null,
      resultsBytes: results?.bytes ?? null,
      resultsDigest: results?.digest ?? null,
    };
  }

  async #cancelWaiting(job: StoredJob, message: string): Promise<StoredJob | null> {
    const { store, clock, queueRunner } = this.#parts;
    const cause = failure('cancelled', 'preparing', message);
    const summary = { ...summaryOf(job, null), state: 'cancelled' as const, failure: cause };
    const report: JobReport = { type: 'report', job: summary, results: null };
    const change = { endedAtMs: clock.wallTimeMs(), report: summary };
    const cancelled = await store.jobs.move(job.id, waitingStates, 'cancelled', change);
    if (cancelled === null) return null;
    const { id, account, state } = cancelled;
    this.#parts.log.info({ job: id, account, state, code: cause.code, reason: message }, 'a job has ended');
    queueRunner.drop(id, report);
    return cancelled;
  }

  /** Why a job cannot go back into the queue, as far as that is for the job itself to say. */
  #hindrance(job: StoredJob): Problem | null {
    if (job.purgedAtMs !== null) return problem('purged', 'The package of this job was purged.');
    if (resumable.includes(job.state)) return null;
    return problem(
      'wrong-state',
      `The job is ${job.state}; only one that failed or was cancelled can be resumed.`,
    );
  }
}

/** What the job's owner is told; whoever ended it may have said why. */
function cancelMessage(account: Account, job: StoredJob, reason: string | null): string {
  const who = account.name === job.account ? '' : ' by an operator';
  const why = [...inertLine(saidText(reason?.slice(0, mostReasonCharacters)) ?? '')]
    .slice(0, mostReasonCharacters)
    .join('');
  return `the job was cancelled${who}${why.trim() === '' ? '' : `: ${why.trim()}`}`;
}

function notTaken(reason: string): Problem {
  return problem(
    'bad-options',
    `The mended package does not take the parameters of the job. ${reason}`,
    'The job keeps the parameters that it began with: let the package take them, or submit it as a new job.',
  );
}

function refused(reason: AcceptRefusal): Problem {
  const [code, message] = refusals[reason];
  return problem(code, message);
}
