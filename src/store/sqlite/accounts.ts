import {
  type Account,
  type AccountSettings,
  type AccountStore,
  type AccountUsage,
  type BlockOutcome,
  type Costs,
  changedSettings,
  changeText,
  type SettingChange,
  storedBytes,
} from '../accounts.ts';
import type { Act } from '../act.ts';
import { type AuditAction, auditRowBytes } from '../audit.ts';
import type { NamedPage, NamedPageRequest } from '../page.ts';
import { accountBlocked } from '../webhooks.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';
import { insertDelivery } from './webhooks.ts';

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
      this.#audit(act, name, 'account-created', detail);
      return findAccount(this.#database, name);
    });
  }

  async find(name: string): Promise<Account | null> {
    return findAccount(this.#database, name);
  }

  async list(): Promise<readonly Account[]> {
    return this.#database.all(`${selectAccounts} ORDER BY name`).map(accountOf);
  }

  async page({ limit, after = '' }: NamedPageRequest): Promise<NamedPage<Account>> {
    // One more than wanted tells whether there is a next page.
    const rows = this.#database.all(
      `${selectAccounts} WHERE name > ? ORDER BY name LIMIT ?`,
      after,
      limit + 1,
    );
    const items = rows.slice(0, limit).map(accountOf);
    return { items, next: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
  }

  async block(name: string, reason: string, act: Act, stops = false): Promise<BlockOutcome | null> {
    return this.#database.transact(() => {
      const before = findAccount(this.#database, name)?.blocked ?? null;
      blockAccount(this.#database, name, reason, act, stops);
      const account = findAccount(this.#database, name);
      return account === null ? null : { account, before };
    });
  }

  async unblock(name: string, act: Act): Promise<Account | null> {
    return this.#database.transact(() => {
      const account = findAccount(this.#database, name);
      if (account === null || (account.blocked === null && account.strikes === 0)) return account;
      this.#database.run(
        'UPDATE accounts SET blocked_at = NULL, blocked_reason = NULL, blocked_stops = 0 WHERE name = ?',
        name,
      );
      this.#database.run('UPDATE strikes SET forgiven = 1 WHERE account = ?', name);
      const detail = `${account.strikes} strikes forgiven`;
      this.#audit(act, name, 'account-unblocked', detail);
      return findAccount(this.#database, name);
    });
  }

  async configure(name: string, change: SettingChange, act: Act): Promise<Account | null> {
    return this.#database.transact(() => {
      const account = findAccount(this.#database, name);
      if (account === null) return null;
      const settings = JSON.stringify(changedSettings(account.settings, change));
      this.#database.run('UPDATE accounts SET settings = ? WHERE name = ?', settings, name);
      this.#audit(act, name, 'account-configured', changeText(change));
      return findAccount(this.#database, name);
    });
  }

  async charge(name: string, { cpuSeconds, byteHours }: Costs): Promise<void> {
    this.#database.run(
      'UPDATE accounts SET cpu_seconds = cpu_seconds + ?, byte_hours = byte_hours + ? WHERE name = ?',
      cpuSeconds,
      byteHours,
      name,
    );
  }

  async remove(name: string, act: Act): Promise<'removed' | 'in-use' | 'unknown'> {
    return this.#database.transact(() => {
      if (findAccount(this.#database, name) === null) return 'unknown';
      const things = this.#database.first(
        `SELECT (SELECT count(*) FROM jobs WHERE account = ?1) + (SELECT count(*) FROM datasets WHERE owner = ?1)
           + (SELECT count(*) FROM package_owners WHERE owner = ?1) AS things`,
        name,
      );
      if (things?.things !== 0) return 'in-use';
      for (const table of ['tokens', 'strikes'])
        this.#database.run(`DELETE FROM ${table} WHERE account = ?`, name);
      this.#database.run('DELETE FROM accounts WHERE name = ?', name);
      this.#audit(act, name, 'account-deleted', '');
      return 'removed';
    });
  }

  async usage(name: string | null): Promise<AccountUsage> {
    return usageOf(this.#database, name);
  }

  #audit(act: Act, account: string, action: AuditAction, detail: string): void {
    insertAudit(this.#database, { ...act, account, action, subject: null, detail });
  }
}

export function findAccount(database: Database, name: string): Account | null {
  const row = database.first(`${selectAccounts} WHERE name = ?`, name);
  return row === null ? null : accountOf(row);
}

/** Part of a transaction. Does nothing to an account that is not there, or is blocked as much. */
export function blockAccount(
  database: Database,
  name: string,
  reason: string,
  act: Act,
  stops: boolean,
): void {
  const isNew = database.first('SELECT 1 FROM accounts WHERE name = ? AND blocked_at IS NULL', name) !== null;
  const changed = database.run(
    `UPDATE accounts SET blocked_at = coalesce(blocked_at, ?), blocked_reason = coalesce(blocked_reason, ?),
       blocked_stops = max(blocked_stops, ?4)
     WHERE name = ?3 AND (blocked_at IS NULL OR blocked_stops < ?4)`,
    act.atMs,
    reason,
    name,
    stops ? 1 : 0,
  );
  if (changed === 0) return;
  const detail = stops ? `${reason}; what runs is stopped` : reason;
  insertAudit(database, { ...act, account: name, action: 'account-blocked', subject: null, detail });
  if (isNew) insertDelivery(database, accountBlocked(name, reason, stops, act.atMs));
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

/** True where `more` bytes would be beyond the account's quota, which is `quotaBytes` unless it has one of its own. */
export function isOverQuota(database: Database, name: string, more: number, quotaBytes: number): boolean {
  const most = findAccount(database, name)?.settings.quotaBytes ?? quotaBytes;
  return storedBytes(usageOf(database, name)) + more > most;
}

function accountOf(row: Row): Account {
  return {
    name: String(row.name),
    admin: row.admin === 1,
    createdAtMs: Number(row.created_at),
    blocked:
      row.blocked_at === null
        ? null
        : {
            sinceMs: Number(row.blocked_at),
            reason: String(row.blocked_reason),
            stops: row.blocked_stops === 1,
          },
    strikes: Number(row.strikes),
    settings: JSON.parse(String(row.settings)) as AccountSettings,
    costs: { cpuSeconds: Number(row.cpu_seconds), byteHours: Number(row.byte_hours) },
  };
}
