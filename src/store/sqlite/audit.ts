import type { AuditAction, AuditFilter, AuditRow, AuditStore, NewAuditRow } from '../audit.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

/** So many rows are sorted without delay. */
const fewRows = 5000;

export class SqliteAudit implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(row: NewAuditRow): Promise<void> {
    insertAudit(this.#database, row);
  }

  async list(account: string | null, page: PageRequest, filter: AuditFilter = {}): Promise<Page<AuditRow>> {
    const { actor, action, subject, sinceMs, untilMs } = filter;
    const wanted: readonly (readonly [condition: string, value: string | number | null | undefined])[] = [
      ['account = ?', account],
      ['actor = ?', actor],
      ['action = ?', action],
      ['subject = ?', subject],
      ['at >= ?', sinceMs],
      ['at < ?', untilMs],
    ];
    const conditions = ['true'];
    const values: (string | number)[] = [];
    for (const [condition, value] of wanted) {
      if (value == null) continue;
      conditions.push(condition);
      values.push(value);
    }
    const by = this.#isShort(account, filter) ? 'INDEXED BY audit_by_time' : '';
    const query = `SELECT * FROM audit ${by} WHERE ${conditions.join(' AND ')}`;
    return pageOf(this.#database, query, values, page, auditRow);
  }

  /**
   * Whether only a span of time is asked for that has few rows. They are looked up by their time then; elsewhere the
   * newest are met soon by going from the newest to the oldest, which the next page goes on with.
   */
  #isShort(account: string | null, { actor, action, subject, sinceMs, untilMs }: AuditFilter): boolean {
    if (account !== null || actor !== undefined || action !== undefined || subject !== undefined)
      return false;
    if (sinceMs === undefined && untilMs === undefined) return false;
    const found = this.#database.first(
      `SELECT count(*) AS found FROM (SELECT 1 FROM audit WHERE at >= ? AND at < ? LIMIT ${fewRows})`,
      sinceMs ?? 0,
      untilMs ?? Number.MAX_SAFE_INTEGER,
    );
    return Number(found?.found) < fewRows;
  }

  async forgetBefore(beforeMs: number, most: number): Promise<number> {
    return this.#database.run(
      'DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < ? ORDER BY at LIMIT ?)',
      beforeMs,
      most,
    );
  }

  async countBefore(beforeMs: number): Promise<number> {
    return Number(this.#database.first('SELECT count(*) AS rows FROM audit WHERE at < ?', beforeMs)?.rows);
  }
}

/** For methods whose act and audit row are one transaction. */
export function insertAudit(database: Database, row: NewAuditRow): void {
  database.run(
    'INSERT INTO audit (at, actor, source, token, account, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    row.atMs,
    row.actor,
    row.from ?? null,
    row.token ?? null,
    row.account,
    row.action,
    row.subject,
    row.detail,
  );
}

function auditRow(row: Row): AuditRow {
  return {
    sequence: Number(row.sequence),
    atMs: Number(row.at),
    actor: String(row.actor),
    from: row.source as string | null,
    token: row.token as string | null,
    account: row.account as string | null,
    action: row.action as AuditAction,
    subject: row.subject as string | null,
    detail: String(row.detail),
  };
}
