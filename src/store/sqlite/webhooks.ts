import { randomUUID } from 'node:crypto';
import type { Act } from '../act.ts';
import type { AuditAction } from '../audit.ts';
import type { Page, PageRequest } from '../page.ts';
import {
  type DueDelivery,
  mostDeliveries,
  type NewDelivery,
  type RotateOutcome,
  type StoredWebhook,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookStore,
  type WebhookTry,
  webhookDetail,
  webhookTest,
} from '../webhooks.ts';
import { insertAudit } from './audit.ts';
import type { Database, Row } from './database.ts';
import { pageOf } from './page-of.ts';

const selectDelivery = `SELECT sequence, id, account, event, subject, created_at, next_at, tries, tried_at, status, problem
  FROM deliveries`;

export class SqliteWebhooks implements WebhookStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async set(account: string, url: string, secret: string, act: Act): Promise<StoredWebhook | null> {
    return this.#database.transact(() => {
      if (this.#database.first('SELECT 1 FROM accounts WHERE name = ?', account) === null) return null;
      this.#database.run(
        `INSERT INTO webhooks (account, url, secret, set_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET url = excluded.url, set_at = excluded.set_at`,
        account,
        url,
        secret,
        act.atMs,
      );
      this.#audit(act, account, 'webhook-set', webhookDetail(url));
      return this.#find(account);
    });
  }

  async find(account: string): Promise<StoredWebhook | null> {
    return this.#find(account);
  }

  async rotate(account: string, secret: string, untilMs: number, act: Act): Promise<RotateOutcome | null> {
    return this.#database.transact(() => {
      const changed = this.#database.run(
        `UPDATE webhooks SET old_secret = secret, old_secret_until = ?, secret = ?
         WHERE account = ? AND (old_secret IS NULL OR old_secret_until <= ?)`,
        untilMs,
        secret,
        account,
        act.atMs,
      );
      if (changed > 0) this.#audit(act, account, 'webhook-rotated', '');
      const webhook = this.#find(account);
      return webhook === null ? null : { rotated: changed > 0, webhook };
    });
  }

  async remove(account: string, act: Act): Promise<boolean> {
    return this.#database.transact(() => {
      const removed = this.#database.run('DELETE FROM webhooks WHERE account = ?', account) > 0;
      if (removed) this.#audit(act, account, 'webhook-removed', '');
      return removed;
    });
  }

  async test(account: string, atMs: number): Promise<WebhookDelivery | null> {
    return this.#database.transact(() => {
      const id = insertDelivery(this.#database, webhookTest(account, atMs));
      const row = id === null ? null : this.#database.first(`${selectDelivery} WHERE id = ?`, id);
      return row === null ? null : deliveryOf(row);
    });
  }

  async due(nowMs: number, perAccount: number): Promise<readonly DueDelivery[]> {
    const rows = this.#database.all(
      `SELECT id, created_at, tries, body, webhooks.*
       FROM webhooks JOIN deliveries ON sequence IN (
         SELECT sequence FROM deliveries WHERE account = webhooks.account AND next_at <= ?
         ORDER BY next_at, sequence LIMIT ?)
       ORDER BY next_at, sequence`,
      nowMs,
      perAccount,
    );
    return rows.map((row) => ({
      id: String(row.id),
      createdAtMs: Number(row.created_at),
      tries: Number(row.tries),
      body: String(row.body),
      webhook: webhookOf(row),
    }));
  }

  async tried(id: string, { atMs, status, problem, nextTryAtMs }: WebhookTry): Promise<void> {
    this.#database.run(
      'UPDATE deliveries SET tries = tries + 1, tried_at = ?, status = ?, problem = ?, next_at = ? WHERE id = ?',
      atMs,
      status,
      problem,
      nextTryAtMs,
      id,
    );
  }

  async deliveries(account: string, page: PageRequest): Promise<Page<WebhookDelivery>> {
    return pageOf(this.#database, `${selectDelivery} WHERE account = ?`, [account], page, deliveryOf);
  }

  async waiting(): Promise<number> {
    const row = this.#database.first('SELECT count(*) AS waiting FROM deliveries WHERE next_at IS NOT NULL');
    return Number(row?.waiting);
  }

  async forgetBefore(beforeMs: number, most: number): Promise<number> {
    return this.#database.run(
      `DELETE FROM deliveries WHERE sequence IN (
         SELECT sequence FROM deliveries WHERE next_at IS NULL AND created_at < ?
         ORDER BY created_at, sequence LIMIT ?)`,
      beforeMs,
      most,
    );
  }

  #find(account: string): StoredWebhook | null {
    const row = this.#database.first('SELECT * FROM webhooks WHERE account = ?', account);
    return row === null ? null : webhookOf(row);
  }

  #audit(act: Act, account: string, action: AuditAction, detail: string): void {
    insertAudit(this.#database, { ...act, account, action, subject: null, detail });
  }
}

/** Part of a transaction. Returns the delivery's id; null where the account wants to be told nothing. */
export function insertDelivery(database: Database, given: NewDelivery): string | null {
  const { account, event, subject, createdAtMs, body } = given;
  const id = `msg_${randomUUID()}`;
  const made = database.run(
    `INSERT INTO deliveries (id, account, event, subject, body, created_at, next_at)
     SELECT ?1, account, ?2, ?3, ?4, ?5, ?5 FROM webhooks WHERE account = ?6`,
    id,
    event,
    subject,
    body,
    createdAtMs,
    account,
  );
  if (made === 0) return null;
  database.run(
    `DELETE FROM deliveries WHERE account = ?1 AND sequence <=
       (SELECT sequence FROM deliveries WHERE account = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ${mostDeliveries})`,
    account,
  );
  return id;
}

function webhookOf(row: Row): StoredWebhook {
  return {
    account: String(row.account),
    url: String(row.url),
    setAtMs: Number(row.set_at),
    secret: String(row.secret),
    old:
      row.old_secret === null
        ? null
        : { secret: String(row.old_secret), untilMs: Number(row.old_secret_until) },
  };
}

function deliveryOf(row: Row): WebhookDelivery {
  return {
    sequence: Number(row.sequence),
    id: String(row.id),
    account: String(row.account),
    event: row.event as WebhookEvent,
    subject: row.subject as string | null,
    createdAtMs: Number(row.created_at),
    state: stateOf(row),
    tries: Number(row.tries),
    nextTryAtMs: row.next_at as number | null,
    lastTriedAtMs: row.tried_at as number | null,
    lastStatus: row.status as number | null,
    lastProblem: row.problem as string | null,
  };
}

function stateOf({ next_at, problem }: Row): WebhookDelivery['state'] {
  if (next_at !== null) return 'waiting';
  return problem === null ? 'delivered' : 'failed';
}
