import type { AuditAction, AuditFilter, AuditRow, AuditStore, NewAuditRow } from '../audit.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

export class SqliteAudit implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(row: NewAuditRow): Promise<void> {
    insertAudit(this.#database, row);
  }

  async list(
    account: string | null,
    page: PageRequest,
    { actor, action, subject, sinceMs, untilMs }: AuditFilter = {},
  ): Promise<Page<AuditRow>> {
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
    const query = `SELECT * FROM audit WHERE ${conditions.join(' AND ')}`;
    return pageOf(this.#database, query, values, page, auditRow);
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
