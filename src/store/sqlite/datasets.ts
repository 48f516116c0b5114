import type { DatasetStore, NewDataset, StoredDataset } from '../datasets.ts';
import { endedStates } from '../jobs.ts';
import { mostCountedJobs } from '../packages.ts';
import type { Page, PageRequest } from '../page.ts';
import { findAccount, isOverQuota } from './accounts.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

const select = `SELECT *, (SELECT count(*) FROM (
    SELECT 1 FROM jobs WHERE dataset = datasets.id LIMIT ${mostCountedJobs})) AS jobs FROM datasets`;

export class SqliteDatasets implements DatasetStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(
    { id, owner, name, digest, bytes, folder, createdAtMs }: NewDataset,
    quotaBytes: number,
  ): Promise<'added' | 'over-quota' | 'no-account'> {
    return this.#database.transact(() => {
      if (findAccount(this.#database, owner) === null) return 'no-account';
      if (isOverQuota(this.#database, owner, bytes, quotaBytes)) return 'over-quota';
      this.#database.run(
        'INSERT INTO datasets (id, owner, name, digest, bytes, folder, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        owner,
        name,
        digest,
        bytes,
        folder ? 1 : 0,
        createdAtMs,
      );
      return 'added';
    });
  }

  async find(id: string, owner: string | null): Promise<StoredDataset | null> {
    const row = this.#database.first(`${select} WHERE id = ? AND owner = coalesce(?, owner)`, id, owner);
    return row === null ? null : datasetOf(row);
  }

  async findContent(owner: string, digest: string, name: string): Promise<StoredDataset | null> {
    const row = this.#database.first(
      `${select} WHERE owner = ? AND digest = ? ORDER BY name = ? DESC, sequence DESC LIMIT 1`,
      owner,
      digest,
      name,
    );
    return row === null ? null : datasetOf(row);
  }

  async list(owner: string | null, page: PageRequest): Promise<Page<StoredDataset>> {
    const where = owner === null ? 'true' : 'owner = ?';
    const values = owner === null ? [] : [owner];
    return pageOf(this.#database, `${select} WHERE ${where}`, values, page, datasetOf);
  }

  async remove(id: string, owner: string): Promise<'removed' | 'removed-last' | 'in-use' | 'unknown'> {
    return this.#database.transact(() => {
      const row = this.#database.first('SELECT digest FROM datasets WHERE id = ? AND owner = ?', id, owner);
      if (row === null) return 'unknown';
      const needed = this.#database.first(
        'SELECT 1 FROM jobs WHERE dataset = ? AND state NOT IN (SELECT value FROM json_each(?)) LIMIT 1',
        id,
        JSON.stringify(endedStates),
      );
      if (needed !== null) return 'in-use';
      this.#database.run('DELETE FROM datasets WHERE id = ?', id);
      const other = this.#database.first('SELECT 1 FROM datasets WHERE digest = ? LIMIT 1', row.digest!);
      return other === null ? 'removed-last' : 'removed';
    });
  }

  async isOnlyOne(id: string): Promise<boolean> {
    const others =
      'SELECT 1 FROM datasets WHERE id <> ?1 AND digest = (SELECT digest FROM datasets WHERE id = ?1) LIMIT 1';
    return this.#database.first(others, id) === null;
  }

  async unusedSince(beforeMs: number, most: number): Promise<readonly StoredDataset[]> {
    return this.#database
      .all(
        `${select} WHERE coalesce(last_used_at, created_at) < ?
           AND NOT EXISTS (SELECT 1 FROM jobs WHERE dataset = datasets.id)
         ORDER BY coalesce(last_used_at, created_at) LIMIT ?`,
        beforeMs,
        most,
      )
      .map(datasetOf);
  }

  async digests(): Promise<ReadonlySet<string>> {
    const rows = this.#database.all('SELECT DISTINCT digest FROM datasets');
    return new Set(rows.map(({ digest }) => String(digest)));
  }
}

function datasetOf(row: Row): StoredDataset {
  return {
    sequence: Number(row.sequence),
    id: String(row.id),
    owner: String(row.owner),
    name: String(row.name),
    digest: String(row.digest),
    bytes: Number(row.bytes),
    folder: row.folder === 1,
    createdAtMs: Number(row.created_at),
    lastUsedAtMs: Number(row.last_used_at ?? row.created_at),
    jobs: Number(row.jobs),
  };
}
