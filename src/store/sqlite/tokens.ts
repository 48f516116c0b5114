import type { Act } from '../act.ts';
import type { StoredToken, TokenStore } from '../tokens.ts';
import { findAccount } from './accounts.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';

export class SqliteTokens implements TokenStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(
    { id, account, hash, expiresAtMs }: Pick<StoredToken, 'id' | 'account' | 'hash' | 'expiresAtMs'>,
    act: Act,
  ): Promise<'created' | 'taken' | 'no-account'> {
    return this.#database.transact(() => {
      if (findAccount(this.#database, account) === null) return 'no-account';
      const made = this.#database.run(
        'INSERT INTO tokens (id, account, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        id,
        account,
        hash,
        act.atMs,
        expiresAtMs,
      );
      if (made === 0) return 'taken';
      const detail =
        expiresAtMs === null ? 'never expires' : `expires ${new Date(expiresAtMs).toISOString()}`;
      insertAudit(this.#database, { ...act, account, action: 'token-created', subject: id, detail });
      return 'created';
    });
  }

  async find(id: string): Promise<StoredToken | null> {
    const row = this.#database.first('SELECT * FROM tokens WHERE id = ?', id);
    return row === null ? null : tokenOf(row);
  }

  async list(account: string | null): Promise<readonly StoredToken[]> {
    const rows =
      account === null
        ? this.#database.all('SELECT * FROM tokens ORDER BY sequence')
        : this.#database.all('SELECT * FROM tokens WHERE account = ? ORDER BY sequence', account);
    return rows.map(tokenOf);
  }

  async revoke(id: string, act: Act): Promise<StoredToken | null> {
    return this.#database.transact(() => {
      const changed = this.#database.run(
        'UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
        act.atMs,
        id,
      );
      const row = this.#database.first('SELECT * FROM tokens WHERE id = ?', id);
      if (row === null) return null;
      const token = tokenOf(row);
      if (changed > 0)
        insertAudit(this.#database, {
          ...act,
          account: token.account,
          action: 'token-revoked',
          subject: id,
          detail: '',
        });
      return token;
    });
  }

  async touch(id: string, atMs: number): Promise<void> {
    this.#database.run('UPDATE tokens SET last_used_at = ? WHERE id = ?', atMs, id);
  }
}

function tokenOf(row: Row): StoredToken {
  return {
    id: String(row.id),
    account: String(row.account),
    hash: String(row.hash),
    createdAtMs: Number(row.created_at),
    expiresAtMs: row.expires_at as number | null,
    revokedAtMs: row.revoked_at as number | null,
    lastUsedAtMs: row.last_used_at as number | null,
  };
}
