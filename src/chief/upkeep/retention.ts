import type { Clock } from '../../model/clock.ts';
import type { JobState } from '../../model/job-report.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import { actOf, type Caller, logged } from '../caller.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { AccountDatasets } from '../service/account-datasets.ts';
import type { AccountJobs } from '../service/account-jobs.ts';
import type { AccountPackages } from '../service/account-packages.ts';
import type { AccountUploads } from '../service/account-uploads.ts';
import type { Ballast } from '../space/ballast.ts';
import { type Expired, type Expiring, failedStates, type RetentionTimes } from './expiry.ts';

export interface RetentionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly times: () => RetentionTimes;
  readonly jobs: Pick<AccountJobs, 'remove'>;
  readonly packages: Pick<AccountPackages, 'remove'>;
  readonly datasets: Pick<AccountDatasets, 'remove'>;
  readonly uploads: Pick<AccountUploads, 'due' | 'remove'>;
  readonly ballast: Pick<Ballast, 'lend'>;
  /** Does what else is due beside the store's things. */
  readonly alongside: () => Promise<void>;
}

/** Most things of a kind that are looked at in one go; the rest comes with the next. */
const mostAtOnce = 1000;
const firstLookMs = 60_000;
const lookEveryMs = 3_600_000;

/** Removes things whose time has come, and nothing that is in use: who removes it looks, not only who asks for it. */
export class Retention {
  readonly #parts: RetentionParts;
  #cancelLook: (() => void) | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  start(afterMs = firstLookMs): void {
    if (this.#stopped) return;
    this.#cancelLook = this.#parts.clock.after(afterMs, () => {
      void this.sweep()
        .catch((error: unknown) => this.#parts.log.error({ err: error }, 'what is old could not be removed'))
        .then(() => this.start(lookEveryMs));
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    await this.#running.catch(() => {});
  }

  /** What the next sweep would remove. Packages and datasets that go with their last job are in the one after it. */
  async due(): Promise<Expiring> {
    const { store, times } = this.#parts;
    const { results, failed, packages, datasets, tokens, audit } = times();
    return {
      items: [
        ...(await this.#jobs(['done'], results)),
        ...(await this.#jobs(failedStates, failed)),
        ...(await this.#packages(packages)),
        ...(await this.#datasets(datasets)),
        ...this.#uploads(),
      ],
      tokens: tokens === 0 ? 0 : await store.tokens.countEnded(this.#before(tokens)),
      auditRows: audit === 0 ? 0 : await store.audit.countBefore(this.#before(audit)),
    };
  }

  /** Removes what is due, jobs first, at somebody's word or nobody's, and returns what went. One sweep at a time. */
  sweep(by: Caller | null = null): Promise<Expiring> {
    const swept = this.#running.catch(() => {}).then(() => this.#parts.ballast.lend(() => this.#sweep(by)));
    this.#running = swept;
    return swept;
  }

  async #sweep(by: Caller | null): Promise<Expiring> {
    const { store, clock, log, times } = this.#parts;
    const { results, failed, packages, datasets, tokens, audit } = times();
    await this.#parts.alongside();
    const gone: Expired[] = [];
    const remove = async (due: readonly Expired[]) => {
      for (const item of due) if (!this.#stopped && (await this.#remove(item))) gone.push(item);
    };
    await remove(await this.#jobs(['done'], results));
    await remove(await this.#jobs(failedStates, failed));
    await remove(await this.#packages(packages));
    await remove(await this.#datasets(datasets));
    await remove(this.#uploads());
    const forget = (seconds: number, some: (beforeMs: number, most: number) => Promise<number>) =>
      seconds === 0 ? 0 : this.#forgetAll(this.#before(seconds), some);
    const endedTokens = await forget(tokens, (...given) => store.tokens.forgetEnded(...given));
    const auditRows = await forget(audit, (...given) => store.audit.forgetBefore(...given));
    const all = gone.length + endedTokens + auditRows;
    const bytes = gone.reduce((sum, item) => sum + item.bytes, 0);
    if (all > 0)
      log.info(
        { things: gone.length, bytes, tokens: endedTokens, auditRows, ...(by && logged(by)) },
        'what was kept long enough was removed',
      );
    const atMs = clock.wallTimeMs();
    const detail = `${gone.length} things, ${endedTokens} ended tokens and ${auditRows} rows of this trail`;
    if (by !== null || all > 0)
      await store.audit.add({
        ...(by === null ? { actor: 'chief', atMs } : actOf(by, atMs)),
        ...{ account: null, action: 'chief-swept', subject: null, detail },
      });
    return { items: gone, tokens: endedTokens, auditRows };
  }

  /** So many at once that nobody else waits long for the store. */
  async #forgetAll(
    beforeMs: number,
    some: (beforeMs: number, most: number) => Promise<number>,
  ): Promise<number> {
    for (let rows = 0; ; ) {
      const gone = await some(beforeMs, mostAtOnce);
      rows += gone;
      if (gone < mostAtOnce || this.#stopped) return rows;
    }
  }

  async #remove({ kind, id, account: name }: Expired): Promise<boolean> {
    const { store, jobs, packages, datasets, uploads } = this.#parts;
    const account = await store.accounts.find(name);
    if (account === null) return false;
    const caller = actingFor(account);
    switch (kind) {
      case 'job':
        return (await jobs.remove(caller, id)).kind === 'deleted';
      case 'package':
        return (await packages.remove(caller, id)).kind === 'deleted';
      case 'dataset':
        return (await datasets.remove(caller, id)).kind === 'deleted';
      case 'upload':
        return (await uploads.remove(caller, id)).kind === 'deleted';
    }
  }

  async #jobs(states: readonly JobState[], seconds: number): Promise<readonly Expired[]> {
    if (seconds === 0) return [];
    const due = await this.#parts.store.jobs.endedBefore(states, this.#before(seconds), mostAtOnce);
    return due.map(({ id, name, account, bytes, endedAtMs }) => ({
      ...{ kind: 'job' as const, id, name, account, bytes, lastNeededMs: endedAtMs ?? 0 },
    }));
  }

  async #packages(seconds: number): Promise<readonly Expired[]> {
    if (seconds === 0) return [];
    const due = await this.#parts.store.packages.unusedSince(this.#before(seconds), mostAtOnce);
    return due.map(({ digest, name, owner, bytes, lastUsedAtMs }) => ({
      ...{ kind: 'package' as const, id: digest, name, account: owner, bytes, lastNeededMs: lastUsedAtMs },
    }));
  }

  async #datasets(seconds: number): Promise<readonly Expired[]> {
    if (seconds === 0) return [];
    const due = await this.#parts.store.datasets.unusedSince(this.#before(seconds), mostAtOnce);
    return due.map(({ id, name, owner, bytes, lastUsedAtMs }) => ({
      ...{ kind: 'dataset' as const, id, name, account: owner, bytes, lastNeededMs: lastUsedAtMs },
    }));
  }

  #uploads(): readonly Expired[] {
    return this.#parts.uploads.due().map(({ touchedAtMs, ...rest }) => ({
      ...{ kind: 'upload' as const, ...rest, lastNeededMs: touchedAtMs },
    }));
  }

  #before(seconds: number): number {
    return this.#parts.clock.wallTimeMs() - seconds * 1000;
  }
}

/** The chief, with no more rights than the account whose thing it is. */
function actingFor(account: Account): Caller {
  return { ...account, admin: false };
}
