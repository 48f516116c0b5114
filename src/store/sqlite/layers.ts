import { endedStates } from '../jobs.ts';
import type { LayerStore, StoredLayer } from '../layers.ts';
import type { Database } from './database.ts';

const ended = JSON.stringify(endedStates);

export class SqliteLayers implements LayerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async use(job: string, { digest, bytes }: Pick<StoredLayer, 'digest' | 'bytes'>): Promise<void> {
    this.#database.transact(() => {
      this.#database.run(
        'INSERT INTO layers (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = ?2',
        digest,
        bytes,
      );
      this.#database.run('UPDATE jobs SET layer = ? WHERE id = ? AND purged_at IS NULL', digest, job);
    });
  }

  async isCounted(account: string, digest: string): Promise<boolean> {
    const counted = `SELECT 1 FROM jobs JOIN layers ON layer = digest WHERE account = ? AND digest = ? LIMIT 1`;
    return this.#database.first(counted, account, digest) !== null;
  }

  async list(): Promise<readonly StoredLayer[]> {
    return this.#database
      .all(
        `SELECT digest, bytes, digest IN (
           SELECT ran.layer FROM jobs AS ran JOIN jobs AS waits USING (package)
           WHERE ran.layer IS NOT NULL AND waits.state NOT IN (SELECT value FROM json_each(?))
         ) AS needed FROM layers ORDER BY digest`,
        ended,
      )
      .map(({ digest, bytes, needed }) => ({
        digest: String(digest),
        bytes: Number(bytes),
        needed: needed === 1,
      }));
  }

  async forget(digests: readonly string[]): Promise<void> {
    this.#database.run(
      'DELETE FROM layers WHERE digest IN (SELECT value FROM json_each(?))',
      JSON.stringify(digests),
    );
  }
}
