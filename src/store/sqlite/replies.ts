import {
  type BeginOutcome,
  type KeyedRequest,
  keptForMs,
  mostKeys,
  type Reply,
  type ReplyStore,
} from '../replies.ts';
import type { Database } from './database.ts';

export class SqliteReplies implements ReplyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin({ account, key, fingerprint, atMs }: KeyedRequest): Promise<BeginOutcome> {
    return this.#database.transact<BeginOutcome>(() => {
      this.#database.run('DELETE FROM replies WHERE at <= ?', atMs - keptForMs);
      const known = this.#database.first(
        'SELECT fingerprint, reply FROM replies WHERE account = ? AND key = ?',
        account,
        key,
      );
      if (known !== null) {
        const reply = known.reply === null ? null : (JSON.parse(String(known.reply)) as Reply);
        return { kind: 'known', fingerprint: String(known.fingerprint), reply };
      }
      const kept = this.#database.first('SELECT count(*) AS keys FROM replies WHERE account = ?', account);
      if (Number(kept?.keys) >= mostKeys) return { kind: 'too-many' };
      this.#database.run(
        'INSERT INTO replies (account, key, fingerprint, at) VALUES (?, ?, ?, ?)',
        account,
        key,
        fingerprint,
        atMs,
      );
      return { kind: 'begun' };
    });
  }

  async finish(account: string, key: string, reply: Reply): Promise<void> {
    const text = JSON.stringify(reply);
    this.#database.run('UPDATE replies SET reply = ? WHERE account = ? AND key = ?', text, account, key);
  }

  async drop(account: string, key: string): Promise<void> {
    this.#database.run('DELETE FROM replies WHERE account = ? AND key = ?', account, key);
  }
}
