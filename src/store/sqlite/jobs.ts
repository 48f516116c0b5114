import { type JobState, type JobSummary, jobStates } from '../../model/job-report.ts';
import {
  type AcceptOutcome,
  type AcceptRefusal,
  endedStates,
  type JobChange,
  type JobQuery,
  type JobStore,
  type KeepingJob,
  type MendedJob,
  type NewJob,
  type QueueBounds,
  type StoredJob,
  type StoredMending,
} from '../jobs.ts';
import type { Page } from '../page.ts';
import { purgedReport } from '../purged-report.ts';
import { jobEnded } from '../webhooks.ts';
import { findAccount } from './accounts.ts';
import type { Database, Value } from './database.ts';
import { jobOf, pageOfJobs } from './page-of-jobs.ts';
import { insertDelivery } from './webhooks.ts';

/** So many earlier packages of a job are remembered. */
const mostPackages = 100;

/** All of them, as SQL lists them. */
const states = jobStates.map((state) => `'${state}'`).join(', ');

const removable: readonly JobState[] = [...endedStates, 'interrupted'];

export class SqliteJobs implements JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async accept(job: NewJob, bounds: QueueBounds): Promise<AcceptOutcome> {
    return this.#database.transact(() => {
      const reason = this.#refusal(job, bounds);
      if (reason !== null) return { kind: 'refused', reason };
      this.#database.run(
        `INSERT INTO jobs (id, account, name, state, package, dataset, dataset_name, options, created_at)
         VALUES (?1, ?2, ?3, 'queued', ?4, ?5, (SELECT name FROM datasets WHERE id = ?5), ?6, ?7)`,
        job.id,
        job.account,
        job.name,
        job.package,
        job.dataset,
        JSON.stringify(job.options),
        job.createdAtMs,
      );
      this.#used(job, job.createdAtMs);
      return { kind: 'accepted', job: this.#find(job.id)! };
    });
  }

  async requeue(
    id: string,
    from: readonly JobState[],
    bounds: QueueBounds,
    mended?: MendedJob,
  ): Promise<AcceptOutcome | null> {
    return this.#database.transact(() => {
      const job = this.#find(id);
      if (job === null || !from.includes(job.state)) return null;
      const wanted = { ...job, package: mended?.package ?? job.package, dataset: job.dataset?.id ?? null };
      const reason = this.#refusal(wanted, bounds);
      if (reason !== null) return { kind: 'refused', reason };
      this.#database.run("UPDATE jobs SET state = 'queued', ended_at = NULL, report = NULL WHERE id = ?", id);
      if (mended !== undefined)
        this.#database.run(
          'UPDATE jobs SET package = ?, options = ?, mended = ? WHERE id = ?',
          mended.package,
          JSON.stringify(mended.options),
          JSON.stringify(mendingOf(job, mended)),
          id,
        );
      return { kind: 'accepted', job: this.#find(id)! };
    });
  }

  async find(id: string, owner: string | null): Promise<StoredJob | null> {
    const job = this.#find(id);
    return job === null || (owner !== null && job.account !== owner) ? null : job;
  }

  async list({ owner, limit, before, ...filter }: JobQuery): Promise<Page<StoredJob>> {
    const [whose, values]: [string, Value[]] = owner === null ? ['true', []] : ['account = ?', [owner]];
    return pageOfJobs(this.#database, {
      whose,
      values,
      page: { limit, ...(before !== undefined && { before }) },
      filter,
    });
  }

  async inStates(states: readonly JobState[]): Promise<readonly StoredJob[]> {
    return this.#database
      .all(
        'SELECT * FROM jobs WHERE state IN (SELECT value FROM json_each(?)) ORDER BY sequence',
        JSON.stringify(states),
      )
      .map(jobOf);
  }

  async move(
    id: string,
    from: readonly JobState[],
    to: JobState,
    change: JobChange = {},
  ): Promise<StoredJob | null> {
    return this.#database.transact(() => {
      const moved = this.#database.run(
        'UPDATE jobs SET state = ? WHERE id = ? AND state IN (SELECT value FROM json_each(?))',
        to,
        id,
        JSON.stringify(from),
      );
      if (moved === 0) return null;
      const job = this.#change(id, change);
      if (job !== null && endedStates.includes(to)) insertDelivery(this.#database, jobEnded(job));
      return job;
    });
  }

  async change(id: string, change: JobChange): Promise<StoredJob | null> {
    return this.#database.transact(() => this.#change(id, change));
  }

  async remove(id: string, owner: string): Promise<'removed' | 'not-ended' | 'unknown'> {
    return this.#database.transact(() => {
      const job = this.#find(id);
      if (job?.account !== owner) return 'unknown';
      if (!removable.includes(job.state)) return 'not-ended';
      this.#database.run('DELETE FROM jobs WHERE id = ?', id);
      return 'removed';
    });
  }

  async endedBefore(
    states: readonly JobState[],
    beforeMs: number,
    most: number,
  ): Promise<readonly StoredJob[]> {
    return this.#database
      .all(
        `SELECT * FROM jobs WHERE ended_at < ? AND state IN (SELECT value FROM json_each(?))
         ORDER BY ended_at, sequence LIMIT ?`,
        beforeMs,
        JSON.stringify(states),
        most,
      )
      .map(jobOf);
  }

  async unjudged(): Promise<readonly StoredJob[]> {
    return this.#database.all('SELECT * FROM jobs WHERE unjudged IS NOT NULL ORDER BY sequence').map(jobOf);
  }

  async keeping(most: number): Promise<readonly KeepingJob[]> {
    return this.#database
      .all(
        `SELECT id, account, cache_bytes FROM jobs
        WHERE state IN ('failed', 'cancelled') AND cache_bytes > 0 ORDER BY cache_bytes DESC LIMIT ?`,
        most,
      )
      .map((row) => ({ id: String(row.id), account: String(row.account), bytes: Number(row.cache_bytes) }));
  }

  async purged(): Promise<readonly string[]> {
    return this.#database
      .all('SELECT id FROM jobs WHERE purged_at IS NOT NULL ORDER BY sequence')
      .map(({ id }) => String(id));
  }

  async counts(owner: string | null): Promise<Readonly<Partial<Record<JobState, number>>>> {
    const counted = (where: string) =>
      `SELECT state, count(*) AS jobs FROM jobs WHERE ${where} GROUP BY state`;
    const rows =
      owner === null
        ? this.#database.all(counted('true'))
        : // By the index of states: going through all that the account has ever had takes ten times as long.
          this.#database.all(counted(`account = ? AND state IN (${states})`), owner);
    return Object.fromEntries(rows.map(({ state, jobs }) => [String(state), Number(jobs)]));
  }

  /** Notes that a job was made from its package and dataset. */
  #used(
    { account, package: digest, dataset }: Pick<NewJob, 'account' | 'package' | 'dataset'>,
    atMs: number,
  ): void {
    this.#database.run(
      'UPDATE package_owners SET last_used_at = ? WHERE digest = ? AND owner = ?',
      atMs,
      digest,
      account,
    );
    this.#database.run('UPDATE datasets SET last_used_at = ? WHERE id = ?', atMs, dataset);
  }

  #find(id: string): StoredJob | null {
    const row = this.#database.first('SELECT * FROM jobs WHERE id = ?', id);
    return row === null ? null : jobOf(row);
  }

  #refusal(job: Pick<NewJob, 'account' | 'package' | 'dataset'>, bounds: QueueBounds): AcceptRefusal | null {
    const account = findAccount(this.#database, job.account);
    if (account === null) return 'no-account';
    if (account.blocked !== null) return 'account-blocked';
    const owner = account.admin ? null : job.account;
    const owned = (table: string, key: string, value: string) =>
      this.#database.first(
        `SELECT 1 FROM ${table} WHERE ${key} = ? AND owner = coalesce(?, owner) LIMIT 1`,
        value,
        owner,
      ) !== null;
    if (!owned('package_owners', 'digest', job.package)) return 'no-package';
    if (job.dataset !== null && !owned('datasets', 'id', job.dataset)) return 'no-dataset';
    const queued = this.#database.first(
      "SELECT count(*) AS overall, count(*) FILTER (WHERE account = ?) AS own FROM jobs WHERE state IN ('queued', 'interrupted')",
      job.account,
    );
    if (Number(queued?.own) >= (account.settings.queuedJobs ?? bounds.perAccount))
      return 'account-queue-full';
    return Number(queued?.overall) >= bounds.overall ? 'queue-full' : null;
  }

  #change(id: string, change: JobChange): StoredJob | null {
    const job = this.#find(id);
    if (job === null) return null;
    const changes: [column: string, value: Value][] = [];
    if (change.startedAtMs !== undefined) changes.push(['started_at = ?', change.startedAtMs]);
    if (change.endedAtMs !== undefined) changes.push(['ended_at = ?', change.endedAtMs]);
    if (change.bytes !== undefined) changes.push(['bytes = ?', change.bytes]);
    if (change.chiefDeaths !== undefined) changes.push(['chief_deaths = ?', change.chiefDeaths]);
    if (change.cpuSeconds !== undefined) changes.push(['cpu_seconds = ?', change.cpuSeconds]);
    if (change.cacheBytes !== undefined) changes.push(['cache_bytes = ?', change.cacheBytes]);
    if (change.bundleBytes !== undefined) changes.push(['bundle_bytes = ?', change.bundleBytes]);
    if (change.unjudged !== undefined)
      changes.push(['unjudged = ?', job.purgedAtMs === null ? change.unjudged : null]);
    if (change.report !== undefined) changes.push(['report = ?', reportText(job, change.report)]);
    if (changes.length > 0)
      this.#database.run(
        `UPDATE jobs SET ${changes.map(([assignment]) => assignment).join(', ')} WHERE id = ?`,
        ...changes.map(([, value]) => value),
        id,
      );
    return this.#find(id);
  }
}

/** A report may quote the package; of a purged one nothing may be left. */
function reportText({ purgedAtMs }: StoredJob, report: JobSummary | null): string | null {
  if (report === null) return null;
  return JSON.stringify(purgedAtMs === null ? report : purgedReport(report));
}

/** What is kept of a job's earlier packages. */
function mendingOf(job: StoredJob, { keepResults }: MendedJob): StoredMending {
  const packages = [...new Set([...(job.mended?.packages ?? []), job.package])];
  return { keepResults, packages: packages.slice(-mostPackages) };
}
