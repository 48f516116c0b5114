import type { Act } from '../act.ts';
import { mostNotes } from '../audit.ts';
import type { Incident, IncidentOutcome, IncidentStore, ListedStrike } from '../incidents.ts';
import type { Page, PageRequest } from '../page.ts';
import { blockAccount, findAccount } from './accounts.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

export class SqliteIncidents implements IncidentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record(incident: Incident, strikesToBlock: number, act: Act): Promise<IncidentOutcome | null> {
    const { account: name, verdict, reason, job, package: digest } = incident;
    return this.#database.transact(() => {
      const account = findAccount(this.#database, name);
      if (account === null) return null;
      if (verdict === 'strike' && job !== null && this.#hasStruck(job))
        return { counted: false, strikes: account.strikes, blocks: false };
      const counted = verdict === 'strike' && !account.admin;
      if (counted)
        this.#database.run(
          'INSERT INTO strikes (account, reason, job, package, at) VALUES (?, ?, ?, ?, ?)',
          name,
          reason,
          job,
          digest,
          act.atMs,
        );
      const action = counted ? 'strike' : 'incident-noted';
      insertAudit(this.#database, { ...act, account: name, action, subject: job ?? digest, detail: reason });
      if (action === 'incident-noted') this.#dropOldNotes(name);
      const strikes = account.strikes + (counted ? 1 : 0);
      const blocks = counted && strikes >= strikesToBlock && account.blocked === null;
      if (blocks) blockAccount(this.#database, name, `${strikes} strikes, the last: ${reason}`, act, true);
      return { counted, strikes, blocks };
    });
  }

  /** Whoever is noted again and again does not fill the store with it. */
  #dropOldNotes(account: string): void {
    this.#database.run(
      `DELETE FROM audit WHERE account = ?1 AND action = 'incident-noted' AND sequence <=
         (SELECT sequence FROM audit WHERE account = ?1 AND action = 'incident-noted'
          ORDER BY sequence DESC LIMIT 1 OFFSET ${mostNotes})`,
      account,
    );
  }

  #hasStruck(job: string): boolean {
    return this.#database.first('SELECT 1 FROM strikes WHERE job = ? LIMIT 1', job) !== null;
  }

  async strikes(account: string, page: PageRequest): Promise<Page<ListedStrike>> {
    return pageOf(this.#database, 'SELECT * FROM strikes WHERE account = ?', [account], page, strikeOf);
  }
}

function strikeOf(row: Row): ListedStrike {
  return {
    sequence: Number(row.sequence),
    account: String(row.account),
    reason: String(row.reason),
    job: row.job as string | null,
    package: row.package as string | null,
    atMs: Number(row.at),
    forgiven: row.forgiven === 1,
  };
}
