import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { DiskFullError } from '../disk-full-error.ts';
import { UnusableStoreError } from '../unusable-store-error.ts';
import { migrations } from './migrations.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** How long a statement waits for another process, such as a command beside the chief. */
const busyTimeoutMs = 5000;
/** SQLite's result code for a full disk, in the low byte of extended codes. */
const sqliteFull = 13;
/** Its codes for a file that is damaged, or is no database. */
const damaged: readonly number[] = [11, 26];

/**
 * One SQLite file, opened so that what was committed is on disk (WAL, synced at every commit), and what was deleted is
 * overwritten with zeros. `:memory:` is a database of its own that ends with the object.
 */
export class Database {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  /** Brings the file's schema up to date; throws where a newer version of the program wrote it. */
  constructor(path: string, schema: readonly string[] = migrations) {
    this.#database = new DatabaseSync(path, {
      timeout: busyTimeoutMs,
      enableForeignKeyConstraints: true,
    });
    try {
      this.#database.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
      `);
      this.#migrate(schema);
    } catch (error) {
      this.#database.close();
      throw mapped(error);
    }
  }

  /** Runs `body` as one transaction that nobody else's writes can come between; a throw undoes it. */
  transact<Result>(body: () => Result): Result {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = body();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // After a full disk SQLite may have rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw mapped(error);
    }
  }

  /** Changes rows and returns how many. */
  run(sql: string, ...values: readonly Value[]): number {
    try {
      return this.#prepared(sql).run(...values).changes;
    } catch (error) {
      throw mapped(error);
    }
  }

  first(sql: string, ...values: readonly Value[]): Row | null {
    return (this.#prepared(sql).get(...values) as Row | undefined) ?? null;
  }

  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Empties the log of changes into the file, so that the zeros of what was deleted are all that is left of it. */
  checkpoint(): void {
    const row = this.first('PRAGMA wal_checkpoint(TRUNCATE)');
    if (row?.busy === 1)
      throw new Error('the store is kept busy by another process; its log was not emptied');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #migrate(schema: readonly string[]): void {
    this.transact(() => {
      this.#database.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT');
      const version = Number(this.first('SELECT max(version) AS version FROM schema_version')?.version ?? 0);
      if (version > schema.length)
        throw new UnusableStoreError(
          `The store was written by a newer version of Butcher (schema ${version}, this one knows ${schema.length}).`,
          'Install that version again, or restore a backup that this one has made.',
        );
      for (const [index, statements] of schema.entries()) {
        if (index < version) continue;
        this.#database.exec(statements);
        this.run('INSERT INTO schema_version (version) VALUES (?)', index + 1);
      }
    });
  }
}

function mapped(error: unknown): unknown {
  const { errcode } = error as { errcode?: number };
  if (errcode !== undefined && damaged.includes(errcode & 0xff))
    return new UnusableStoreError(
      'The store is damaged: butcher.db is no database, or a part of it is not what was written.',
      'Keep a copy of the home, and restore the last backup into another one.',
      { cause: error },
    );
  if (errcode === undefined || (errcode & 0xff) !== sqliteFull) return error;
  return new DiskFullError('the disk is full: nothing was stored', { cause: error });
}
