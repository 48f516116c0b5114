import type { Act } from '../act.ts';
import type { AuditAction } from '../audit.ts';
import type { Page, PageRequest } from '../page.ts';
import { type TokenScope, usualScopes } from '../token-scopes.ts';
import {
  type ListedToken,
  type NewToken,
  type StoredToken,
  type TokenStore,
  tokenDetail,
} from '../tokens.ts';
import { findAccount } from './accounts.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

/** Ended before a time; written as the index of it is. */
const endedBefore = `(revoked_at IS NOT NULL OR expires_at IS NOT NULL)
  AND min(coalesce(revoked_at, expires_at), coalesce(expires_at, revoked_at)) < ?`;

export class SqliteTokens implements TokenStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(given: NewToken, act: Act): Promise<'created' | 'taken' | 'no-account'> {
    return this.#database.transact(() => {
      if (findAccount(this.#database, given.account) === null) return 'no-account';
      const token = { label: '', scopes: usualScopes(false), ...given };
      if (!this.#insert(token, act)) return 'taken';
      this.#audit(act, token, 'token-created', tokenDetail(token));
      return 'created';
    });
  }

  async replace(
    id: string,
    given: Pick<StoredToken, 'id' | 'hash' | 'expiresAtMs'>,
    endsAtMs: number,
    act: Act,
  ): Promise<'created' | 'taken' | 'unknown'> {
    return this.#database.transact(() => {
      const before = this.#find(id);
      if (before === null || before.revokedAtMs !== null) return 'unknown';
      const { account, label, scopes } = before;
      const token = { account, label, scopes, ...given };
      if (!this.#insert(token, act)) return 'taken';
      this.#database.run(
        'UPDATE tokens SET expires_at = min(?1, coalesce(expires_at, ?1)) WHERE id = ?2',
        endsAtMs,
        id,
      );
      this.#audit(act, token, 'token-rotated', `in place of ${id}; ${tokenDetail(token)}`);
      return 'created';
    });
  }

  async find(id: string): Promise<StoredToken | null> {
    return this.#find(id);
  }

  async list(account: string | null, page: PageRequest): Promise<Page<ListedToken>> {
    const [whose, values] = account === null ? ['true', []] : ['account = ?', [account]];
    return pageOf(this.#database, `SELECT * FROM tokens WHERE ${whose}`, values, page, listedOf);
  }

  async revoke(id: string, act: Act): Promise<StoredToken | null> {
    return this.#database.transact(() => {
      const changed = this.#database.run(
        'UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
        act.atMs,
        id,
      );
      const token = this.#find(id);
      if (token !== null && changed > 0) this.#audit(act, token, 'token-revoked', token.label);
      return token;
    });
  }

  async touch(id: string, atMs: number, from: string | null): Promise<void> {
    this.#database.run('UPDATE tokens SET last_used_at = ?, last_used_from = ? WHERE id = ?', atMs, from, id);
  }

  async forgetEnded(beforeMs: number, most: number): Promise<number> {
    const ended = `SELECT sequence FROM tokens WHERE ${endedBefore} LIMIT ?`;
    return this.#database.run(`DELETE FROM tokens WHERE sequence IN (${ended})`, beforeMs, most);
  }

  async countEnded(beforeMs: number): Promise<number> {
    const row = this.#database.first(`SELECT count(*) AS tokens FROM tokens WHERE ${endedBefore}`, beforeMs);
    return Number(row?.tokens);
  }

  #find(id: string): StoredToken | null {
    const row = this.#database.first('SELECT * FROM tokens WHERE id = ?', id);
    return row === null ? null : tokenOf(row);
  }

  /** False where one of that id is there. */
  #insert({ id, account, label, scopes, hash, expiresAtMs }: Required<NewToken>, act: Act): boolean {
    // Not by ON CONFLICT, which would use up a number of the sequence.
    if (this.#find(id) !== null) return false;
    this.#database.run(
      `INSERT INTO tokens (id, account, label, scopes, hash, created_at, expires_at, lifetime)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      account,
      label,
      JSON.stringify(scopes),
      hash,
      act.atMs,
      expiresAtMs,
      expiresAtMs === null ? null : expiresAtMs - act.atMs,
    );
    return true;
  }

  #audit(
    act: Act,
    { id, account }: Pick<StoredToken, 'id' | 'account'>,
    action: AuditAction,
    detail: string,
  ): void {
    insertAudit(this.#database, { ...act, account, action, subject: id, detail });
  }
}

function listedOf(row: Row): ListedToken {
  return { ...tokenOf(row), sequence: Number(row.sequence) };
}

function tokenOf(row: Row): StoredToken {
  return {
    id: String(row.id),
    account: String(row.account),
    label: String(row.label),
    scopes: JSON.parse(String(row.scopes)) as TokenScope[],
    hash: String(row.hash),
    createdAtMs: Number(row.created_at),
    expiresAtMs: row.expires_at as number | null,
    lifetimeMs: row.lifetime as number | null,
    revokedAtMs: row.revoked_at as number | null,
    lastUsedAtMs: row.last_used_at as number | null,
    lastUsedFrom: row.last_used_from as string | null,
  };
}
