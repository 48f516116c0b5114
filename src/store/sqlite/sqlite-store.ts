import type { Store } from '../store.ts';
import { SqliteAccounts } from './accounts.ts';
import { SqliteAudit } from './audit.ts';
import { Database } from './database.ts';
import { SqliteDatasets } from './datasets.ts';
import { SqliteIncidents } from './incidents.ts';
import { SqliteJobs } from './jobs.ts';
import { SqliteLayers } from './layers.ts';
import { SqlitePackages } from './packages.ts';
import { SqliteReplies } from './replies.ts';
import { SqliteTokens } from './tokens.ts';
import { SqliteWebhooks } from './webhooks.ts';

/** The store in one SQLite file, or in memory; several processes may have the same file open. */
export class SqliteStore implements Store {
  readonly accounts: SqliteAccounts;
  readonly tokens: SqliteTokens;
  readonly packages: SqlitePackages;
  readonly datasets: SqliteDatasets;
  readonly jobs: SqliteJobs;
  readonly layers: SqliteLayers;
  readonly incidents: SqliteIncidents;
  readonly audit: SqliteAudit;
  readonly replies: SqliteReplies;
  readonly webhooks: SqliteWebhooks;
  readonly #database: Database;

  /** `:memory:` is a store of its own that ends with the object. The file's folder must be there. */
  constructor(path: string) {
    const database = new Database(path);
    this.#database = database;
    this.accounts = new SqliteAccounts(database);
    this.tokens = new SqliteTokens(database);
    this.packages = new SqlitePackages(database);
    this.datasets = new SqliteDatasets(database);
    this.jobs = new SqliteJobs(database);
    this.layers = new SqliteLayers(database);
    this.incidents = new SqliteIncidents(database);
    this.audit = new SqliteAudit(database);
    this.replies = new SqliteReplies(database);
    this.webhooks = new SqliteWebhooks(database);
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
