import { ownVersion } from '../../host/own-version.ts';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/store.ts';
import type { DueDelivery, WebhookTry } from '../../store/webhooks.ts';
import { Turns } from '../../turns/turns.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { ChiefTotals } from '../chief-metrics.ts';
import { type Posted, type PostParts, postWebhook } from './post-webhook.ts';
import { webhookHeaders } from './sign-webhook.ts';

export interface WebhookSenderParts extends PostParts {
  readonly store: Pick<Store, 'webhooks'>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly totals: Pick<ChiefTotals, 'webhookTries'>;
  /** From 0 up to 1, so that what failed together is not tried again together. Left out: by chance. */
  readonly random?: () => number;
}

/** The store is looked at so often: also commands beside the chief put deliveries there. */
const lookEveryMs = 1000;
/** From look-up to the head of the answer. */
export const mostTryMs = 15_000;
/** An account's own that are sent at once, and those of all. */
const perAccount = 2;
const atOnce = 64;
const minute = 60_000;
const hour = 60 * minute;
/** After a try that failed; after the last one it is given up. */
const waitsMs: readonly number[] = [5000, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour];
/** What is older than this, since the chief did not run, is news no more. */
const mostAgeMs = 72 * hour;
const forgetEveryMs = hour;
/** So many that nobody else waits long for the store; where there are more, the next look goes on. */
const forgottenAtOnce = 1000;
const keptForMs = 7 * 24 * hour;
const tooOld: Posted = { status: null, problem: 'It was too old when the chief came to it.' };

/**
 * Tells accounts what the store says they are to be told, at least once, until they take it or too much was tried. What
 * was not noted as told when a chief ends is told again by the next one, with the same id.
 */
export class WebhookSender {
  readonly #parts: WebhookSenderParts;
  readonly #userAgent = `Butcher/${ownVersion()}`;
  readonly #turns = new Turns({ atOnce, perAccount });
  readonly #underway = new Map<string, Promise<void>>();
  /** What came of tries that the store could not take yet, as on a full disk: they are not made again until it does. */
  readonly #unnoted = new Map<string, WebhookTry>();
  readonly #stopping = new AbortController();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  /** Told once: the next look comes soon. */
  #lookFailed = false;
  #cancelLook: (() => void) | null = null;
  #forgottenAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: WebhookSenderParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#stopping.signal.aborted) return;
    this.#cancelLook = this.#parts.clock.after(lookEveryMs, () => {
      void this.look().then(() => this.start());
    });
  }

  /** Breaks off what is being sent; it counts as not tried. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The chief stops.'));
    this.#cancelLook?.();
    await this.#looking;
    await Promise.all(this.#underway.values());
  }

  /** Begins to send what is due. Resolves when it is begun, or waits only for other deliveries of its account. */
  async look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#lookOn().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #lookOn(): Promise<void> {
    const { store, clock, log } = this.#parts;
    while (this.#lookAgain && !this.#stopping.signal.aborted) {
      this.#lookAgain = false;
      try {
        for (const [id, outcome] of this.#unnoted) {
          await store.webhooks.tried(id, outcome);
          this.#unnoted.delete(id);
        }
        for (const delivery of await store.webhooks.due(clock.wallTimeMs(), perAccount))
          if (!this.#underway.has(delivery.id) && !this.#unnoted.has(delivery.id)) this.#begin(delivery);
        await this.#forget();
        if (this.#lookFailed) log.info({}, 'webhooks are looked at again');
        this.#lookFailed = false;
      } catch (error) {
        if (!this.#lookFailed) log.warn({ err: error }, 'webhooks could not be looked at');
        this.#lookFailed = true;
      }
    }
  }

  async #forget(): Promise<void> {
    const { store, clock } = this.#parts;
    if (clock.now() - this.#forgottenAtMs < forgetEveryMs) return;
    const gone = await store.webhooks.forgetBefore(clock.wallTimeMs() - keptForMs, forgottenAtOnce);
    if (gone < forgottenAtOnce) this.#forgottenAtMs = clock.now();
  }

  #begin(delivery: DueDelivery): void {
    const { account } = delivery.webhook;
    const { signal } = this.#stopping;
    const done = this.#turns
      .take([account], signal, () => this.#deliver(delivery))
      .catch((error: unknown) => {
        if (!signal.aborted)
          this.#parts.log.warn({ err: error, account }, 'what came of a webhook was not stored');
        return false;
      })
      .then((isNoted) => {
        this.#underway.delete(delivery.id);
        if (isNoted) void this.look();
      });
    this.#underway.set(delivery.id, done);
  }

  /** True once it is stored what came of it. */
  async #deliver({ id, body, createdAtMs, tries, webhook }: DueDelivery): Promise<boolean> {
    const { store, clock, log, totals } = this.#parts;
    const isOld = clock.wallTimeMs() - createdAtMs > mostAgeMs;
    const posted = isOld ? tooOld : await this.#post(id, body, webhook);
    if (this.#stopping.signal.aborted && posted.problem !== null) return false;
    const wait = isOld ? undefined : waitsMs[tries];
    const atMs = clock.wallTimeMs();
    const again = posted.problem === null || wait === undefined ? null : atMs + this.#spread(wait);
    const outcome = { ...posted, atMs, nextTryAtMs: again };
    await store.webhooks.tried(id, outcome).catch((error: unknown) => {
      this.#unnoted.set(id, outcome);
      throw error;
    });
    const fields = { account: webhook.account, delivery: id, try: tries + 1, ...posted };
    if (posted.problem === null) {
      totals.webhookTries.delivered += 1;
      log.info(fields, 'a webhook was delivered');
    } else if (again !== null) {
      totals.webhookTries.failed += 1;
      log.info(fields, 'a webhook was not delivered, and is tried again');
    } else {
      totals.webhookTries['given-up'] += 1;
      log.warn(fields, 'a webhook was not delivered, and is given up');
    }
    return true;
  }

  async #post(id: string, body: string, webhook: DueDelivery['webhook']): Promise<Posted> {
    const { clock } = this.#parts;
    const limit = new AbortController();
    const late = new Error(`It does not answer within ${mostTryMs / 1000} s.`);
    const cancel = clock.after(mostTryMs, () => limit.abort(late));
    const headers = {
      'user-agent': this.#userAgent,
      ...webhookHeaders(webhook, id, body, clock.wallTimeMs()),
    };
    try {
      const signal = AbortSignal.any([limit.signal, this.#stopping.signal]);
      return await postWebhook(this.#parts, webhook.url, headers, body, signal);
    } finally {
      cancel();
    }
  }

  /** A tenth more or less. */
  #spread(ms: number): number {
    const { random = Math.random } = this.#parts;
    return Math.round(ms * (0.9 + 0.2 * random()));
  }
}
