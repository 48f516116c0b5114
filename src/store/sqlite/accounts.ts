import { type Account, type AccountStore, type AccountUsage, storedBytes } from '../accounts.ts';
import type { Act } from '../act.ts';
import { auditRowBytes } from '../audit.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';

const selectAccounts = `
  SELECT accounts.*,
    (SELECT count(*) FROM strikes WHERE account = accounts.name AND forgiven = 0) AS strikes
  FROM accounts`;

export class SqliteAccounts implements AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create({ name, admin }: Pick<Account, 'name' | 'admin'>, act: Act): Promise<Account | null> {
    return this.#database.transact(() => {
      const made = this.#database.run(
        'INSERT INTO accounts (name, admin, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        name,
        admin ? 1 : 0,
        act.atMs,
      );
      if (made === 0) return null;
      const detail = admin ? 'an admin’s account' : 'a user’s account';
      insertAudit(this.#database, {
        ...act,
        account: name,
        action: 'account-created',
        subject: null,
        detail,
      });
      return findAccount(this.#database, name);
    });
  }

  async find(name: string): Promise<Account | null> {
    return findAccount(this.#database, name);
  }

  async list(): Promise<readonly Account[]> {
    return this.#database.all(`${selectAccounts} ORDER BY name`).map(accountOf);
  }

  async block(name: string, reason: string, act: Act): Promise<Account | null> {
    return this.#database.transact(() => {
      blockAccount(this.#database, name, reason, act);
      return findAccount(this.#database, name);
    });
  }

  async unblock(name: string, act: Act): Promise<Account | null> {
    return this.#database.transact(() => {
      const account = findAccount(this.#database, name);
      if (account === null || (account.blocked === null && account.strikes === 0)) return account;
      this.#database.run('UPDATE accounts SET blocked_at = NULL, blocked_reason = NULL WHERE name = ?', name);
      this.#database.run('UPDATE strikes SET forgiven = 1 WHERE account = ?', name);
      const detail = `${account.strikes} strikes forgiven`;
      insertAudit(this.#database, {
        ...act,
        account: name,
        action: 'account-unblocked',
        subject: null,
        detail,
      });
      return findAccount(this.#database, name);
    });
  }

  async usage(name: string | null): Promise<AccountUsage> {
    return usageOf(this.#database, name);
  }
}

export function findAccount(database: Database, name: string): Account | null {
  const row = database.first(`${selectAccounts} WHERE name = ?`, name);
  return row === null ? null : accountOf(row);
}

/** Part of a transaction. Does nothing to an account that is blocked or not there. */
export function blockAccount(database: Database, name: string, reason: string, act: Act): void {
  const changed = database.run(
    'UPDATE accounts SET blocked_at = ?, blocked_reason = ? WHERE name = ? AND blocked_at IS NULL',
    act.atMs,
    reason,
    name,
  );
  if (changed === 0) return;
  insertAudit(database, { ...act, account: name, action: 'account-blocked', subject: null, detail: reason });
}

/** The query for one account, `?1`, or for all; of one it reads only what is its own. */
function selectUsage(ofOne: boolean): string {
  const [owner, account] = ofOne ? ['owner = ?1', 'account = ?1'] : ['true', 'account IS NOT NULL'];
  return `SELECT
      (SELECT coalesce(sum(bytes), 0) FROM package_owners JOIN packages USING (digest) WHERE ${owner}) AS packages,
      (SELECT coalesce(sum(bytes), 0) FROM datasets WHERE ${owner}) AS datasets,
      (SELECT coalesce(sum(bytes), 0) FROM layers JOIN (
          SELECT DISTINCT account, layer FROM jobs WHERE layer IS NOT NULL AND ${account}
        ) ON layer = digest) AS libraries,
      jobs, cache, bundles,
      (SELECT count(*) * ${auditRowBytes} FROM audit
        WHERE ${account} AND action = 'incident-noted') AS audit
    FROM (SELECT
        coalesce(sum(bytes - cache_bytes - bundle_bytes), 0) AS jobs,
        coalesce(sum(cache_bytes), 0) AS cache,
        coalesce(sum(bundle_bytes), 0) AS bundles
      FROM jobs WHERE ${account})`;
}

const selectUsageOfOne = selectUsage(true);
const selectUsageOfAll = selectUsage(false);

export function usageOf(database: Database, name: string | null): AccountUsage {
  const row = name === null ? database.first(selectUsageOfAll) : database.first(selectUsageOfOne, name);
  return {
    packageBytes: Number(row?.packages),
    datasetBytes: Number(row?.datasets),
    libraryBytes: Number(row?.libraries),
    jobBytes: Number(row?.jobs),
    cacheBytes: Number(row?.cache),
    bundleBytes: Number(row?.bundles),
    auditBytes: Number(row?.audit),
  };
}

/** True where `more` bytes would be beyond the quota. */
export function isOverQuota(database: Database, name: string, more: number, quotaBytes: number): boolean {
  return storedBytes(usageOf(database, name)) + more > quotaBytes;
}

function accountOf(row: Row): Account {
  return {
    name: String(row.name),
    admin: row.admin === 1,
    createdAtMs: Number(row.created_at),
    blocked:
      row.blocked_at === null
        ? null
        : { sinceMs: Number(row.blocked_at), reason: String(row.blocked_reason) },
    strikes: Number(row.strikes),
  };
}
