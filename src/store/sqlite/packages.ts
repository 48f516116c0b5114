import { completeSummary, type JobState, type JobSummary } from '../../model/job-report.ts';
import type { Manifest } from '../../model/package-source.ts';
import type { Act } from '../act.ts';
import { endedStates } from '../jobs.ts';
import {
  mostCountedJobs,
  type OwnedPackage,
  type PackageStore,
  type PurgedPackage,
  type StoredPackage,
} from '../packages.ts';
import type { Page, PageRequest } from '../page.ts';
import { purgedReport } from '../purged-report.ts';
import { jobEnded } from '../webhooks.ts';
import { findAccount, isOverQuota } from './accounts.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';
import { jobOf } from './page-of-jobs.ts';
import { insertDelivery } from './webhooks.ts';

const selectOwned = `SELECT *, (SELECT count(*) FROM (
    SELECT 1 FROM jobs WHERE package = package_owners.digest AND account = owner LIMIT ${mostCountedJobs})) AS jobs
  FROM package_owners JOIN packages USING (digest)`;
const ended = JSON.stringify(endedStates);

export class SqlitePackages implements PackageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(
    owner: string,
    { digest, name, files, bytes, manifest }: StoredPackage,
    atMs: number,
    quotaBytes: number,
  ): Promise<'added' | 'owned' | 'over-quota' | 'no-account'> {
    return this.#database.transact(() => {
      if (findAccount(this.#database, owner) === null) return 'no-account';
      if (this.#isOwned(digest, owner)) return 'owned';
      if (isOverQuota(this.#database, owner, bytes, quotaBytes)) return 'over-quota';
      this.#database.run(
        'INSERT INTO packages (digest, files, bytes, manifest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        digest,
        files,
        bytes,
        manifest === null ? null : JSON.stringify(manifest),
      );
      this.#database.run(
        'INSERT INTO package_owners (digest, owner, name, added_at) VALUES (?, ?, ?, ?)',
        digest,
        owner,
        name,
        atMs,
      );
      return 'added';
    });
  }

  async find(digest: string, owner: string | null): Promise<OwnedPackage | null> {
    const row =
      owner === null
        ? this.#database.first(`${selectOwned} WHERE digest = ? ORDER BY sequence LIMIT 1`, digest)
        : this.#database.first(`${selectOwned} WHERE digest = ? AND owner = ?`, digest, owner);
    return row === null ? null : packageOf(row);
  }

  async list(owner: string | null, page: PageRequest): Promise<Page<OwnedPackage>> {
    const where = owner === null ? 'true' : 'owner = ?';
    const values = owner === null ? [] : [owner];
    return pageOf(this.#database, `${selectOwned} WHERE ${where}`, values, page, packageOf);
  }

  async remove(digest: string, owner: string): Promise<'removed' | 'removed-last' | 'in-use' | 'unknown'> {
    return this.#database.transact(() => {
      if (!this.#isOwned(digest, owner)) return 'unknown';
      const others = this.#database.first(
        'SELECT count(*) AS others FROM package_owners WHERE digest = ? AND owner <> ?',
        digest,
        owner,
      );
      const isLast = others?.others === 0;
      const needed = this.#database.first(
        `SELECT 1 FROM jobs WHERE package = ? AND (account = ? OR ?)
           AND state NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
        digest,
        owner,
        isLast ? 1 : 0,
        ended,
      );
      if (needed !== null) return 'in-use';
      this.#database.run('DELETE FROM package_owners WHERE digest = ? AND owner = ?', digest, owner);
      if (!isLast) return 'removed';
      this.#database.run('DELETE FROM packages WHERE digest = ?', digest);
      return 'removed-last';
    });
  }

  async purge(digest: string, owner: string, reason: string, act: Act): Promise<PurgedPackage> {
    const purged = this.#database.transact(() => {
      const jobs = this.#cutJobs(digest, owner, act.atMs);
      const last = this.#disown(digest, owner, act.atMs);
      insertAudit(this.#database, {
        ...act,
        account: owner,
        action: 'package-purged',
        subject: digest,
        detail: `${reason}; ${jobs.length} jobs ran it`,
      });
      return { last, jobs };
    });
    this.#database.checkpoint();
    return purged;
  }

  async isOnlyOwner(digest: string, owner: string): Promise<boolean> {
    const others = 'SELECT 1 FROM package_owners WHERE digest = ? AND owner <> ? LIMIT 1';
    return this.#database.first(others, digest, owner) === null;
  }

  async unusedSince(beforeMs: number, most: number): Promise<readonly OwnedPackage[]> {
    return this.#database
      .all(
        `${selectOwned} WHERE coalesce(last_used_at, added_at) < ?
           AND NOT EXISTS (SELECT 1 FROM jobs WHERE package = package_owners.digest AND account = owner)
           AND NOT EXISTS (SELECT 1 FROM jobs, json_each(mended, '$.packages')
             WHERE mended IS NOT NULL AND account = owner AND value = package_owners.digest)
         ORDER BY coalesce(last_used_at, added_at) LIMIT ?`,
        beforeMs,
        most,
      )
      .map(packageOf);
  }

  async digests(): Promise<ReadonlySet<string>> {
    return new Set(this.#database.all('SELECT digest FROM packages').map(({ digest }) => String(digest)));
  }

  /** Ends an account's jobs of a package and cuts what may quote it. Returns their ids. */
  #cutJobs(digest: string, owner: string, atMs: number): readonly string[] {
    const rows = this.#database.all(
      `SELECT id, state, report FROM jobs WHERE ${madeFrom('?1')} AND account = ?2 ORDER BY sequence`,
      digest,
      owner,
    );
    for (const { id, report } of rows)
      if (report !== null)
        this.#database.run('UPDATE jobs SET report = ? WHERE id = ?', cutReport(String(report)), String(id));
    this.#database.run(
      `UPDATE jobs SET
         state = iif(state IN (SELECT value FROM json_each(?1)), state, 'cancelled'),
         ended_at = coalesce(ended_at, ?2), purged_at = coalesce(purged_at, ?2), bytes = 0,
         cache_bytes = 0, bundle_bytes = 0, layer = NULL, unjudged = NULL
       WHERE ${madeFrom('?3')} AND account = ?4`,
      ended,
      atMs,
      digest,
      owner,
    );
    for (const { id } of rows.filter(({ state }) => !endedStates.includes(state as JobState)))
      this.#tellEnded(String(id));
    return rows.map(({ id }) => String(id));
  }

  #tellEnded(id: string): void {
    const row = this.#database.first('SELECT * FROM jobs WHERE id = ?', id);
    if (row !== null) insertDelivery(this.#database, jobEnded(jobOf(row)));
  }

  /** Takes a package from an account. True where nobody owns it now. */
  #disown(digest: string, owner: string, atMs: number): boolean {
    const others = 'SELECT 1 FROM package_owners WHERE digest = ? AND owner <> ? LIMIT 1';
    if (this.#database.first(others, digest, owner) === null)
      // Only an admin's job runs what is another's.
      this.#database.run(
        `INSERT INTO package_owners (digest, owner, name, added_at)
         SELECT ?1, account, (SELECT name FROM package_owners WHERE digest = ?1 AND owner = ?2), ?3
         FROM jobs WHERE package = ?1 AND account <> ?2 AND state NOT IN (SELECT value FROM json_each(?4))
           AND EXISTS (SELECT 1 FROM package_owners WHERE digest = ?1 AND owner = ?2)
         GROUP BY account ORDER BY min(sequence)`,
        digest,
        owner,
        atMs,
        ended,
      );
    this.#database.run('DELETE FROM package_owners WHERE digest = ? AND owner = ?', digest, owner);
    if (this.#database.first(others, digest, owner) !== null) return false;
    this.#database.run('DELETE FROM packages WHERE digest = ?', digest);
    return true;
  }

  #isOwned(digest: string, owner: string): boolean {
    return (
      this.#database.first('SELECT 1 FROM package_owners WHERE digest = ? AND owner = ?', digest, owner) !==
      null
    );
  }
}

/** Condition on a job: it was made from the package of that digest, now or before it was mended. */
function madeFrom(digest: string): string {
  return `(package = ${digest} OR ${digest} IN (SELECT value FROM json_each(mended, '$.packages')))`;
}

function cutReport(report: string): string {
  return JSON.stringify(purgedReport(completeSummary(JSON.parse(report) as JobSummary)));
}

function packageOf(row: Row): OwnedPackage {
  return {
    sequence: Number(row.sequence),
    digest: String(row.digest),
    owner: String(row.owner),
    name: String(row.name),
    files: Number(row.files),
    bytes: Number(row.bytes),
    manifest: row.manifest === null ? null : (JSON.parse(String(row.manifest)) as Manifest),
    addedAtMs: Number(row.added_at),
    lastUsedAtMs: Number(row.last_used_at ?? row.added_at),
    jobs: Number(row.jobs),
  };
}
