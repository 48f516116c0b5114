import type { Act } from './act.ts';
import type { StoredJob } from './jobs.ts';
import type { Page, PageRequest } from './page.ts';

/** What is told to the address that an account has given. */
export const webhookEvents = ['job.ended', 'account.blocked', 'webhook.test'] as const;

export type WebhookEvent = (typeof webhookEvents)[number];

/** Deliveries of one account that are kept, waiting or not; beyond them the oldest go. */
export const mostDeliveries = 1000;

/** Where an account wants to be told, and the secrets that what is told is signed with. */
export interface StoredWebhook {
  readonly account: string;
  readonly url: string;
  /** When it was last given another address. */
  readonly setAtMs: number;
  readonly secret: string;
  /** The secret before it, which signs as well until then. */
  readonly old: { readonly secret: string; readonly untilMs: number } | null;
}

/** What came of replacing a secret. */
export interface RotateOutcome {
  /** False where nothing has changed, since the secret before the present one is still good. */
  readonly rotated: boolean;
  /** As it is now. */
  readonly webhook: StoredWebhook;
}

/** One thing that is told, or was. */
export interface WebhookDelivery {
  readonly sequence: number;
  /** The same with each try. */
  readonly id: string;
  readonly account: string;
  readonly event: WebhookEvent;
  /** The job's id; null where it is about none. */
  readonly subject: string | null;
  readonly createdAtMs: number;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly tries: number;
  /** Null where it is not tried again. */
  readonly nextTryAtMs: number | null;
  readonly lastTriedAtMs: number | null;
  /** HTTP status of the last answer; null where there was none. */
  readonly lastStatus: number | null;
  /** Why the last try was none that counts; null where it did. */
  readonly lastProblem: string | null;
}

export interface DueDelivery {
  readonly id: string;
  readonly createdAtMs: number;
  readonly tries: number;
  /** JSON, the same with each try. */
  readonly body: string;
  readonly webhook: StoredWebhook;
}

export interface WebhookTry {
  readonly atMs: number;
  readonly status: number | null;
  /** Null: it was delivered. */
  readonly problem: string | null;
  /** Null: it is not tried again. */
  readonly nextTryAtMs: number | null;
}

/** What is to be told; who stores it makes the id. */
export type NewDelivery = Pick<WebhookDelivery, 'account' | 'event' | 'subject' | 'createdAtMs'> & {
  readonly body: string;
};

/**
 * Addresses of accounts, and what is to be told there. What ends a job or blocks an account puts the delivery into the
 * queue in the same transaction, where the account has an address: neither happens without the other.
 */
export interface WebhookStore {
  /**
   * Gives an account an address, audited. Where it has one, that is replaced and the secret stays. Null where there is
   * no such account.
   */
  set(account: string, url: string, secret: string, act: Act): Promise<StoredWebhook | null>;
  find(account: string): Promise<StoredWebhook | null>;
  /**
   * Replaces the secret, audited; the one before signs as well until `untilMs`. Only one does: as long as it is good,
   * nothing happens. Null where there is no address.
   */
  rotate(account: string, secret: string, untilMs: number, act: Act): Promise<RotateOutcome | null>;
  /** Forgets the address, its secrets and all deliveries, audited. False where there is none. */
  remove(account: string, act: Act): Promise<boolean>;
  /** Puts a delivery into the queue that says nothing. Null where there is no address. */
  test(account: string, atMs: number): Promise<WebhookDelivery | null>;
  /** What is to be tried now, so many of each account at most, the longest due of it; those of all in that order. */
  due(nowMs: number, perAccount: number): Promise<readonly DueDelivery[]>;
  /** Notes what came of a try. Nothing happens where the delivery is gone. */
  tried(id: string, outcome: WebhookTry): Promise<void>;
  /** Newest first. */
  deliveries(account: string, page: PageRequest): Promise<Page<WebhookDelivery>>;
  /** How many wait, of all accounts. */
  waiting(): Promise<number>;
  /** Forgets at most so many deliveries made before that time that wait no more, the oldest, and returns how many. */
  forgetBefore(beforeMs: number, most: number): Promise<number>;
}

/** What is told of a job that has ended; nothing of it quotes the package. */
export function jobEnded(job: StoredJob): NewDelivery {
  const { id, account, name, state, report } = job;
  const atMs = job.endedAtMs ?? job.createdAtMs;
  return delivery(account, 'job.ended', id, atMs, {
    job: id,
    name,
    state,
    failure: report?.failure?.code ?? null,
  });
}

/** What is told of an account that was blocked just now. */
export function accountBlocked(account: string, reason: string, stops: boolean, atMs: number): NewDelivery {
  return delivery(account, 'account.blocked', null, atMs, { reason, stopped: stops });
}

export function webhookTest(account: string, atMs: number): NewDelivery {
  return delivery(account, 'webhook.test', null, atMs, {});
}

/** What the audit trail says of an address, which itself may hold a secret: only where it leads. */
export function webhookDetail(url: string): string {
  return new URL(url).origin;
}

function delivery(
  account: string,
  event: WebhookEvent,
  subject: string | null,
  createdAtMs: number,
  data: object,
): NewDelivery {
  const timestamp = new Date(createdAtMs).toISOString();
  const body = JSON.stringify({ type: event, timestamp, data: { account, ...data } });
  return { account, event, subject, createdAtMs, body };
}
