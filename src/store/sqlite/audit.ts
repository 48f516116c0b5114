import type { AuditAction, AuditRow, AuditStore } from '../audit.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

export class SqliteAudit implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(row: Omit<AuditRow, 'sequence'>): Promise<void> {
    insertAudit(this.#database, row);
  }

  async list(account: string | null, page: PageRequest): Promise<Page<AuditRow>> {
    const where = account === null ? 'true' : 'account = ?';
    const values = account === null ? [] : [account];
    return pageOf(this.#database, `SELECT * FROM audit WHERE ${where}`, values, page, auditRow);
  }
}

/** For methods whose act and audit row are one transaction. */
export function insertAudit(database: Database, row: Omit<AuditRow, 'sequence'>): void {
  database.run(
    'INSERT INTO audit (at, actor, account, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)',
    row.atMs,
    row.actor,
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
    account: row.account as string | null,
    action: row.action as AuditAction,
    subject: row.subject as string | null,
    detail: String(row.detail),
  };
}
