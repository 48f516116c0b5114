import {
  type Account,
  type AccountStore,
  type AccountUsage,
  changedSettings,
  changeText,
  storedBytes,
} from '../../src/store/accounts.ts';
import type { Act } from '../../src/store/act.ts';
import { type AuditRow, type AuditStore, auditRowBytes, mostNotes } from '../../src/store/audit.ts';
import type { DatasetStore, StoredDataset } from '../../src/store/datasets.ts';
import type { IncidentStore, ListedStrike } from '../../src/store/incidents.ts';
import {
  type AcceptRefusal,
  endedStates,
  type JobStore,
  type NewJob,
  type QueueBounds,
  type StoredJob,
} from '../../src/store/jobs.ts';
import type { LayerStore } from '../../src/store/layers.ts';
import type { OwnedPackage, PackageStore } from '../../src/store/packages.ts';
import type { Page, PageRequest } from '../../src/store/page.ts';
import { purgedReport } from '../../src/store/purged-report.ts';
import {
  type KeyedRequest,
  keptForMs,
  mostKeys,
  type Reply,
  type ReplyStore,
} from '../../src/store/replies.ts';
import type { Store } from '../../src/store/store.ts';
import {
  type ListedToken,
  type NewToken,
  type StoredToken,
  type TokenStore,
  tokenDetail,
} from '../../src/store/tokens.ts';
import {
  accountBlocked,
  jobEnded,
  mostDeliveries,
  type NewDelivery,
  type StoredWebhook,
  type WebhookDelivery,
  type WebhookStore,
  webhookDetail,
  webhookTest,
} from '../../src/store/webhooks.ts';

/** The store as plain lists: what the words of the port mean, to hold a real one against. Nothing of it lasts. */
export class ModelStore implements Store {
  #accounts: Omit<Account, 'strikes'>[] = [];
  #tokens: ListedToken[] = [];
  #packages: OwnedPackage[] = [];
  #datasets: StoredDataset[] = [];
  #jobs: StoredJob[] = [];
  /** By digest; and the digests by job. */
  #layers = new Map<string, number>();
  #layerOf = new Map<string, string>();
  #replies: (KeyedRequest & { readonly reply: Reply | null })[] = [];
  #webhooks: StoredWebhook[] = [];
  #deliveries: (WebhookDelivery & { readonly body: string })[] = [];
  #strikes: ListedStrike[] = [];
  #audit: AuditRow[] = [];
  #sequence = { package: 0, dataset: 0, job: 0, audit: 0, delivery: 0, token: 0, strike: 0 };

  readonly accounts: AccountStore = {
    create: async ({ name, admin }, act) => {
      if (this.#account(name) !== null) return null;
      this.#accounts.push({
        name,
        admin,
        createdAtMs: act.atMs,
        blocked: null,
        settings: {},
        costs: { cpuSeconds: 0, byteHours: 0 },
      });
      this.#note(act, name, 'account-created', null, admin ? 'an admin’s account' : 'a user’s account');
      return this.#account(name);
    },
    find: async (name) => this.#account(name),
    list: async () => this.#accounts.map(({ name }) => this.#account(name)!).sort(by(({ name }) => name)),
    page: async ({ limit, after = '' }) => {
      const wanted = (await this.accounts.list()).filter(({ name }) => name > after);
      const items = wanted.slice(0, limit);
      return { items, next: wanted.length > limit ? (items.at(-1)?.name ?? null) : null };
    },
    block: async (name, reason, act, stops = false) => {
      const before = this.#account(name)?.blocked ?? null;
      this.#block(name, reason, act, stops);
      const account = this.#account(name);
      return account === null ? null : { account, before };
    },
    configure: async (name, change, act) => {
      const account = this.#account(name);
      if (account === null) return null;
      const settings = changedSettings(account.settings, change);
      this.#accounts = this.#accounts.map((one) => (one.name === name ? { ...one, settings } : one));
      this.#note(act, name, 'account-configured', null, changeText(change));
      return this.#account(name);
    },
    charge: async (name, { cpuSeconds, byteHours }) => {
      this.#accounts = this.#accounts.map(({ costs, ...one }) => ({
        ...one,
        costs:
          one.name === name
            ? { cpuSeconds: costs.cpuSeconds + cpuSeconds, byteHours: costs.byteHours + byteHours }
            : costs,
      }));
    },
    remove: async (name, act) => {
      if (this.#account(name) === null) return 'unknown';
      const owners = [...this.#packages, ...this.#datasets].map(({ owner }) => owner);
      if (owners.includes(name) || this.#jobs.some((job) => job.account === name)) return 'in-use';
      this.#accounts = this.#accounts.filter((one) => one.name !== name);
      this.#tokens = this.#tokens.filter((one) => one.account !== name);
      this.#strikes = this.#strikes.filter((one) => one.account !== name);
      this.#forgetWebhook(name);
      this.#note(act, name, 'account-deleted', null, '');
      return 'removed';
    },
    unblock: async (name, act) => {
      const account = this.#account(name);
      if (account === null || (account.blocked === null && account.strikes === 0)) return account;
      this.#accounts = this.#accounts.map((one) => (one.name === name ? { ...one, blocked: null } : one));
      this.#strikes = this.#strikes.map((one) => (one.account === name ? { ...one, forgiven: true } : one));
      this.#note(act, name, 'account-unblocked', null, `${account.strikes} strikes forgiven`);
      return this.#account(name);
    },
    usage: async (name) => this.#usage(name),
  };

  readonly replies: ReplyStore = {
    begin: async ({ account, key, fingerprint, atMs }) => {
      this.#replies = this.#replies.filter((one) => one.atMs > atMs - keptForMs);
      const known = this.#replies.find((one) => one.account === account && one.key === key);
      if (known !== undefined) return { kind: 'known', fingerprint: known.fingerprint, reply: known.reply };
      if (this.#replies.filter((one) => one.account === account).length >= mostKeys)
        return { kind: 'too-many' };
      this.#replies.push({ account, key, fingerprint, atMs, reply: null });
      return { kind: 'begun' };
    },
    finish: async (account, key, reply) => {
      this.#replies = this.#replies.map((one) =>
        one.account === account && one.key === key ? { ...one, reply } : one,
      );
    },
    drop: async (account, key) => {
      this.#replies = this.#replies.filter((one) => one.account !== account || one.key !== key);
    },
  };

  readonly webhooks: WebhookStore = {
    set: async (account, url, secret, act) => {
      if (this.#account(account) === null) return null;
      const before = this.#webhooks.find((one) => one.account === account);
      const webhook = { ...(before ?? { account, secret, old: null }), url, setAtMs: act.atMs };
      this.#webhooks = [...this.#webhooks.filter((one) => one !== before), webhook];
      this.#note(act, account, 'webhook-set', null, webhookDetail(url));
      return webhook;
    },
    find: async (account) => this.#webhooks.find((one) => one.account === account) ?? null,
    rotate: async (account, secret, untilMs, act) => {
      const before = this.#webhooks.find((one) => one.account === account);
      if (before === undefined) return null;
      if (before.old !== null && before.old.untilMs > act.atMs) return { rotated: false, webhook: before };
      const webhook = { ...before, secret, old: { secret: before.secret, untilMs } };
      this.#webhooks = this.#webhooks.map((one) => (one === before ? webhook : one));
      this.#note(act, account, 'webhook-rotated', null, '');
      return { rotated: true, webhook };
    },
    remove: async (account, act) => {
      if (!this.#forgetWebhook(account)) return false;
      this.#note(act, account, 'webhook-removed', null, '');
      return true;
    },
    test: async (account, atMs) => {
      if (!this.#deliver(webhookTest(account, atMs))) return null;
      const { body: _, ...delivery } = this.#deliveries.at(-1)!;
      return delivery;
    },
    due: async (nowMs, perAccount) => {
      const due = this.#deliveries
        .filter(({ nextTryAtMs }) => nextTryAtMs !== null && nextTryAtMs <= nowMs)
        .sort((a, b) => a.nextTryAtMs! - b.nextTryAtMs! || a.sequence - b.sequence);
      return due
        .filter((one) => due.filter(({ account }) => account === one.account).indexOf(one) < perAccount)
        .map(({ id, createdAtMs, tries, body, account }) => ({
          ...{ id, createdAtMs, tries, body },
          webhook: this.#webhooks.find((one) => one.account === account)!,
        }));
    },
    tried: async (id, { atMs, status, problem, nextTryAtMs }) => {
      const ended = problem === null ? ('delivered' as const) : ('failed' as const);
      const state = nextTryAtMs === null ? ended : ('waiting' as const);
      const last = { lastTriedAtMs: atMs, lastStatus: status, lastProblem: problem };
      this.#deliveries = this.#deliveries.map((one) =>
        one.id === id ? { ...one, ...last, state, nextTryAtMs, tries: one.tries + 1 } : one,
      );
    },
    deliveries: async (account, page) =>
      pageOf(
        this.#deliveries.filter((one) => one.account === account).map(({ body: _, ...shown }) => shown),
        page,
      ),
    waiting: async () => this.#deliveries.filter(({ nextTryAtMs }) => nextTryAtMs !== null).length,
    forgetBefore: async (beforeMs, most) => {
      const old = this.#deliveries
        .filter(({ nextTryAtMs, createdAtMs }) => nextTryAtMs === null && createdAtMs < beforeMs)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || a.sequence - b.sequence);
      const gone = new Set(old.slice(0, most));
      this.#deliveries = this.#deliveries.filter((one) => !gone.has(one));
      return gone.size;
    },
  };

  readonly tokens: TokenStore = {
    create: async (given, act) => {
      if (this.#account(given.account) === null) return 'no-account';
      const token = { label: '', scopes: ['author'] as const, ...given };
      if (!this.#addToken(token, act)) return 'taken';
      this.#note(act, token.account, 'token-created', token.id, tokenDetail(token));
      return 'created';
    },
    replace: async (id, given, endsAtMs, act) => {
      const before = this.#tokens.find((one) => one.id === id && one.revokedAtMs === null);
      if (before === undefined) return 'unknown';
      const { account, label, scopes } = before;
      const token = { account, label, scopes, ...given };
      if (!this.#addToken(token, act)) return 'taken';
      this.#tokens = this.#tokens.map((one) =>
        one.id === id ? { ...one, expiresAtMs: Math.min(endsAtMs, one.expiresAtMs ?? endsAtMs) } : one,
      );
      this.#note(act, account, 'token-rotated', token.id, `in place of ${id}; ${tokenDetail(token)}`);
      return 'created';
    },
    find: async (id) => unlisted(this.#tokens.find((one) => one.id === id)),
    list: async (account, page) =>
      pageOf(
        this.#tokens.filter((one) => account === null || one.account === account),
        page,
      ),
    forgetEnded: async (beforeMs, most) => {
      const gone = new Set(this.#tokens.filter((one) => endOf(one) < beforeMs).slice(0, most));
      this.#tokens = this.#tokens.filter((one) => !gone.has(one));
      return gone.size;
    },
    countEnded: async (beforeMs) => this.#tokens.filter((one) => endOf(one) < beforeMs).length,
    revoke: async (id, act) => {
      const token = this.#tokens.find((one) => one.id === id);
      if (token === undefined || token.revokedAtMs !== null) return unlisted(token);
      this.#tokens = this.#tokens.map((one) => (one.id === id ? { ...one, revokedAtMs: act.atMs } : one));
      this.#note(act, token.account, 'token-revoked', id, token.label);
      return unlisted({ ...token, revokedAtMs: act.atMs });
    },
    touch: async (id, atMs, from) => {
      this.#tokens = this.#tokens.map((one) =>
        one.id === id ? { ...one, lastUsedAtMs: atMs, lastUsedFrom: from } : one,
      );
    },
  };

  readonly packages: PackageStore = {
    add: async (owner, content, atMs, quotaBytes) => {
      if (this.#account(owner) === null) return 'no-account';
      if (this.#packages.some((one) => one.digest === content.digest && one.owner === owner)) return 'owned';
      if (this.#total(owner) + content.bytes > (this.#account(owner)?.settings.quotaBytes ?? quotaBytes))
        return 'over-quota';
      this.#packages.push({
        ...content,
        owner,
        addedAtMs: atMs,
        lastUsedAtMs: atMs,
        jobs: 0,
        sequence: ++this.#sequence.package,
      });
      return 'added';
    },
    find: async (digest, owner) =>
      this.#ownedPackages().find((one) => one.digest === digest && (owner === null || one.owner === owner)) ??
      null,
    list: async (owner, page) =>
      pageOf(
        this.#ownedPackages().filter((one) => owner === null || one.owner === owner),
        page,
      ),
    remove: async (digest, owner) => {
      const owners = this.#packages.filter((one) => one.digest === digest).map((one) => one.owner);
      if (!owners.includes(owner)) return 'unknown';
      const isLast = owners.length === 1;
      if (this.#unended().some((job) => job.package === digest && (isLast || job.account === owner)))
        return 'in-use';
      this.#packages = this.#packages.filter((one) => one.digest !== digest || one.owner !== owner);
      return isLast ? 'removed-last' : 'removed';
    },
    purge: async (digest, owner, reason, act) => {
      const isIts = (job: StoredJob) =>
        (job.package === digest || job.mended?.packages.includes(digest) === true) && job.account === owner;
      const jobs = this.#jobs.filter(isIts).map(({ id }) => id);
      const cancelled = this.#unended()
        .filter(isIts)
        .map(({ id }) => id);
      const owned = this.#packages.filter((one) => one.digest === digest);
      const own = owned.find((one) => one.owner === owner);
      if (own !== undefined && owned.length === 1)
        for (const heir of new Set(this.#unended().map((job) => (isHeir(job) ? job.account : ''))))
          if (heir !== '')
            this.#packages.push({
              ...own,
              owner: heir,
              addedAtMs: act.atMs,
              lastUsedAtMs: act.atMs,
              jobs: 0,
              sequence: ++this.#sequence.package,
            });
      this.#packages = this.#packages.filter((one) => one !== own);
      this.#jobs = this.#jobs.map((job) =>
        !isIts(job)
          ? job
          : {
              ...job,
              state: endedStates.includes(job.state) ? job.state : 'cancelled',
              endedAtMs: job.endedAtMs ?? act.atMs,
              purgedAtMs: job.purgedAtMs ?? act.atMs,
              report: job.report === null ? null : purgedReport(job.report),
              bytes: 0,
              cacheBytes: 0,
              bundleBytes: 0,
              unjudged: null,
            },
      );
      for (const id of jobs) this.#layerOf.delete(id);
      for (const job of this.#jobs.filter(({ id }) => cancelled.includes(id))) this.#deliver(jobEnded(job));
      this.#note(act, owner, 'package-purged', digest, `${reason}; ${jobs.length} jobs ran it`);
      return { last: !this.#packages.some((one) => one.digest === digest), jobs };

      function isHeir(job: StoredJob): boolean {
        return job.package === digest && job.account !== owner;
      }
    },
    isOnlyOwner: async (digest, owner) =>
      !this.#packages.some((one) => one.digest === digest && one.owner !== owner),
    unusedSince: async (beforeMs, most) =>
      this.#packages
        .filter(
          (one) =>
            one.lastUsedAtMs < beforeMs &&
            !this.#jobs.some(
              (job) =>
                job.account === one.owner &&
                [job.package, ...(job.mended?.packages ?? [])].includes(one.digest),
            ),
        )
        .sort((a, b) => a.lastUsedAtMs - b.lastUsedAtMs)
        .slice(0, most),
    digests: async () => new Set(this.#packages.map(({ digest }) => digest)),
  };

  readonly datasets: DatasetStore = {
    add: async (dataset, quotaBytes) => {
      if (this.#account(dataset.owner) === null) return 'no-account';
      const most = this.#account(dataset.owner)?.settings.quotaBytes ?? quotaBytes;
      if (this.#total(dataset.owner) + dataset.bytes > most) return 'over-quota';
      const lastUsedAtMs = dataset.createdAtMs;
      this.#datasets.push({ ...dataset, lastUsedAtMs, jobs: 0, sequence: ++this.#sequence.dataset });
      return 'added';
    },
    find: async (id, owner) =>
      this.#usedDatasets().find((one) => one.id === id && (owner === null || one.owner === owner)) ?? null,
    findContent: async (owner, digest, name) => {
      const own = this.#usedDatasets().filter((one) => one.owner === owner && one.digest === digest);
      return own.findLast((one) => one.name === name) ?? own.at(-1) ?? null;
    },
    list: async (owner, page) =>
      pageOf(
        this.#usedDatasets().filter((one) => owner === null || one.owner === owner),
        page,
      ),
    remove: async (id, owner) => {
      const dataset = this.#datasets.find((one) => one.id === id && one.owner === owner);
      if (dataset === undefined) return 'unknown';
      if (this.#unended().some((job) => job.dataset?.id === id)) return 'in-use';
      this.#datasets = this.#datasets.filter((one) => one !== dataset);
      return this.#datasets.some((one) => one.digest === dataset.digest) ? 'removed' : 'removed-last';
    },
    isOnlyOne: async (id) => {
      const digest = this.#datasets.find((one) => one.id === id)?.digest;
      return !this.#datasets.some((one) => one.id !== id && one.digest === digest);
    },
    unusedSince: async (beforeMs, most) =>
      this.#datasets
        .filter(
          (one) => one.lastUsedAtMs < beforeMs && !this.#jobs.some(({ dataset }) => dataset?.id === one.id),
        )
        .sort((a, b) => a.lastUsedAtMs - b.lastUsedAtMs)
        .slice(0, most),
    digests: async () => new Set(this.#datasets.map(({ digest }) => digest)),
  };

  readonly jobs: JobStore = {
    accept: async (job, bounds) => {
      const reason = this.#refusal(job, bounds);
      if (reason !== null) return { kind: 'refused', reason };
      const dataset = this.#datasets.find((one) => one.id === job.dataset);
      const accepted: StoredJob = {
        ...job,
        sequence: ++this.#sequence.job,
        state: 'queued',
        dataset: dataset === undefined ? null : { id: dataset.id, name: dataset.name },
        startedAtMs: null,
        endedAtMs: null,
        report: null,
        bytes: 0,
        cacheBytes: 0,
        bundleBytes: 0,
        purgedAtMs: null,
        unjudged: null,
        chiefDeaths: 0,
        cpuSeconds: 0,
        mended: null,
      };
      this.#jobs.push(accepted);
      const used = { lastUsedAtMs: job.createdAtMs };
      this.#packages = this.#packages.map((one) =>
        one.digest === job.package && one.owner === job.account ? { ...one, ...used } : one,
      );
      this.#datasets = this.#datasets.map((one) => (one.id === job.dataset ? { ...one, ...used } : one));
      return { kind: 'accepted', job: accepted };
    },
    requeue: async (id, from, bounds, mended) => {
      const job = this.#jobs.find((one) => one.id === id && from.includes(one.state));
      if (job === undefined) return null;
      const wanted = { ...job, package: mended?.package ?? job.package, dataset: job.dataset?.id ?? null };
      const reason = this.#refusal(wanted, bounds);
      if (reason !== null) return { kind: 'refused', reason };
      const packages = [...new Set([...(job.mended?.packages ?? []), job.package])];
      const again = {
        ...({ state: 'queued', endedAtMs: null, report: null } as const),
        ...(mended === undefined
          ? {}
          : {
              ...{ package: mended.package, options: mended.options },
              mended: { keepResults: mended.keepResults, packages },
            }),
      };
      return { kind: 'accepted', job: this.#change({ ...job, ...again }, {}) };
    },
    find: async (id, owner) =>
      this.#jobs.find((one) => one.id === id && (owner === null || one.account === owner)) ?? null,
    list: async ({ owner, states, package: digest, dataset, text, sinceMs, untilMs, ...page }) =>
      pageOf(
        this.#jobs.filter(
          (one) =>
            (owner === null || one.account === owner) &&
            (states?.includes(one.state) ?? true) &&
            (digest ?? one.package) === one.package &&
            (dataset === undefined || dataset === one.dataset?.id) &&
            [one.name, one.id, one.dataset?.name ?? ''].some((place) =>
              place.toLowerCase().includes(text?.toLowerCase() ?? ''),
            ) &&
            one.createdAtMs >= (sinceMs ?? 0) &&
            one.createdAtMs < (untilMs ?? Number.POSITIVE_INFINITY),
        ),
        page,
      ),
    endedBefore: async (states, beforeMs, most) =>
      this.#jobs
        .filter(
          ({ state, endedAtMs }) => states.includes(state) && endedAtMs !== null && endedAtMs < beforeMs,
        )
        .sort((a, b) => a.endedAtMs! - b.endedAtMs! || a.sequence - b.sequence)
        .slice(0, most),
    unjudged: async () => this.#jobs.filter(({ unjudged }) => unjudged !== null),
    inStates: async (states) => this.#jobs.filter(({ state }) => states.includes(state)),
    move: async (id, from, to, change = {}) => {
      const job = this.#jobs.find((one) => one.id === id);
      if (job === undefined || !from.includes(job.state)) return null;
      const moved = this.#change({ ...job, state: to }, change);
      if (endedStates.includes(to)) this.#deliver(jobEnded(moved));
      return moved;
    },
    change: async (id, change) => {
      const job = this.#jobs.find((one) => one.id === id);
      return job === undefined ? null : this.#change(job, change);
    },
    remove: async (id, owner) => {
      const job = this.#jobs.find((one) => one.id === id && one.account === owner);
      if (job === undefined) return 'unknown';
      if (!endedStates.includes(job.state) && job.state !== 'interrupted') return 'not-ended';
      this.#jobs = this.#jobs.filter((one) => one !== job);
      return 'removed';
    },
    keeping: async (most) =>
      this.#jobs
        .filter(({ state, cacheBytes }) => (state === 'failed' || state === 'cancelled') && cacheBytes > 0)
        .map(({ id, account, cacheBytes }) => ({ id, account, bytes: cacheBytes }))
        .sort((a, b) => b.bytes - a.bytes)
        .slice(0, most),
    purged: async () => this.#jobs.filter(({ purgedAtMs }) => purgedAtMs !== null).map(({ id }) => id),
    counts: async (owner) => {
      const states = this.#jobs
        .filter((one) => owner === null || one.account === owner)
        .map((one) => one.state);
      return Object.fromEntries(
        [...new Set(states)].map((state) => [state, states.filter((one) => one === state).length]),
      );
    },
  };

  readonly layers: LayerStore = {
    use: async (id, { digest, bytes }) => {
      this.#layers.set(digest, bytes);
      if (this.#jobs.some((one) => one.id === id && one.purgedAtMs === null)) this.#layerOf.set(id, digest);
    },
    isCounted: async (account, digest) =>
      this.#layers.has(digest) &&
      this.#jobs.some((one) => one.account === account && this.#layerOf.get(one.id) === digest),
    list: async () => {
      const wanted = new Set(this.#unended().map((job) => job.package));
      const needed = this.#jobs
        .filter((job) => wanted.has(job.package))
        .map(({ id }) => this.#layerOf.get(id));
      return [...this.#layers]
        .map(([digest, bytes]) => ({ digest, bytes, needed: needed.includes(digest) }))
        .sort(by(({ digest }) => digest));
    },
    forget: async (digests) => {
      for (const digest of digests) this.#layers.delete(digest);
    },
  };

  readonly incidents: IncidentStore = {
    record: async ({ verdict, ...incident }, strikesToBlock, act) => {
      const account = this.#account(incident.account);
      if (account === null) return null;
      const again = incident.job !== null && this.#strikes.some(({ job }) => job === incident.job);
      if (verdict === 'strike' && again) return { counted: false, strikes: account.strikes, blocks: false };
      const counted = verdict === 'strike' && !account.admin;
      const sequence = this.#sequence.strike + 1;
      if (counted) {
        this.#sequence.strike = sequence;
        this.#strikes.push({ ...incident, atMs: act.atMs, forgiven: false, sequence });
      }
      const { reason, job, package: digest } = incident;
      this.#note(act, account.name, counted ? 'strike' : 'incident-noted', job ?? digest, reason);
      const notes = this.#audit.filter(
        (row) => row.account === account.name && row.action === 'incident-noted',
      );
      const dropped = new Set(notes.slice(0, -mostNotes));
      this.#audit = this.#audit.filter((row) => !dropped.has(row));
      const strikes = account.strikes + (counted ? 1 : 0);
      const blocks = counted && strikes >= strikesToBlock && account.blocked === null;
      if (blocks) this.#block(account.name, `${strikes} strikes, the last: ${reason}`, act, true);
      return { counted, strikes, blocks };
    },
    strikes: async (account, page) =>
      pageOf(
        this.#strikes.filter((one) => one.account === account),
        page,
      ),
  };

  readonly audit: AuditStore = {
    add: async ({ account, action, subject, detail, ...act }) =>
      this.#note(act, account, action, subject, detail),
    list: async (account, page, { actor, action, subject, sinceMs, untilMs } = {}) =>
      pageOf(
        this.#audit.filter(
          (row) =>
            (account === null || row.account === account) &&
            (actor === undefined || row.actor === actor) &&
            (action === undefined || row.action === action) &&
            (subject === undefined || row.subject === subject) &&
            (sinceMs === undefined || row.atMs >= sinceMs) &&
            (untilMs === undefined || row.atMs < untilMs),
        ),
        page,
      ),
    forgetBefore: async (beforeMs, most) => {
      const old = this.#audit.filter(({ atMs }) => atMs < beforeMs).sort((a, b) => a.atMs - b.atMs);
      const gone = new Set(old.slice(0, most));
      this.#audit = this.#audit.filter((row) => !gone.has(row));
      return gone.size;
    },
    countBefore: async (beforeMs) => this.#audit.filter(({ atMs }) => atMs < beforeMs).length,
  };

  async close(): Promise<void> {}

  /** False where one of that id is there. */
  #addToken(token: Required<NewToken>, { atMs }: Act): boolean {
    if (this.#tokens.some(({ id }) => id === token.id)) return false;
    const unused = { revokedAtMs: null, lastUsedAtMs: null, lastUsedFrom: null };
    const lifetimeMs = token.expiresAtMs === null ? null : token.expiresAtMs - atMs;
    const sequence = ++this.#sequence.token;
    this.#tokens.push({ ...token, createdAtMs: atMs, lifetimeMs, ...unused, sequence });
    return true;
  }

  /** False where the account wants to be told nothing. */
  #deliver(given: NewDelivery): boolean {
    if (!this.#webhooks.some(({ account }) => account === given.account)) return false;
    const sequence = ++this.#sequence.delivery;
    const untried = { tries: 0, lastTriedAtMs: null, lastStatus: null, lastProblem: null };
    const waits = { state: 'waiting', nextTryAtMs: given.createdAtMs } as const;
    this.#deliveries.push({ ...given, ...untried, ...waits, sequence, id: `msg_${sequence}` });
    const own = this.#deliveries.filter(({ account }) => account === given.account);
    const dropped = new Set(own.slice(0, -mostDeliveries));
    this.#deliveries = this.#deliveries.filter((one) => !dropped.has(one));
    return true;
  }

  #forgetWebhook(name: string): boolean {
    const had = this.#webhooks.some(({ account }) => account === name);
    this.#webhooks = this.#webhooks.filter(({ account }) => account !== name);
    this.#deliveries = this.#deliveries.filter(({ account }) => account !== name);
    return had;
  }

  #account(name: string): Account | null {
    const account = this.#accounts.find((one) => one.name === name);
    if (account === undefined) return null;
    return {
      ...account,
      strikes: this.#strikes.filter((one) => one.account === name && !one.forgiven).length,
    };
  }

  #block(name: string, reason: string, act: Act, stops: boolean): void {
    const before = this.#account(name)?.blocked;
    if (before === undefined || (before !== null && (before.stops || !stops))) return;
    const blocked = before === null ? { sinceMs: act.atMs, reason, stops } : { ...before, stops };
    this.#accounts = this.#accounts.map((one) => (one.name === name ? { ...one, blocked } : one));
    const detail = stops ? `${reason}; what runs is stopped` : reason;
    this.#note(act, name, 'account-blocked', null, detail);
    if (before === null) this.#deliver(accountBlocked(name, reason, stops, act.atMs));
  }

  #note(
    act: Act,
    account: string | null,
    action: AuditRow['action'],
    subject: string | null,
    detail: string,
  ): void {
    const { actor, atMs, from = null, token = null } = act;
    const sequence = ++this.#sequence.audit;
    this.#audit.push({ actor, atMs, from, token, account, action, subject, detail, sequence });
  }

  #usage(name: string | null): AccountUsage {
    const sum = (numbers: readonly number[]) => numbers.reduce((total, bytes) => total + bytes, 0);
    const isIts = (owner: string | null) => owner !== null && (name === null || owner === name);
    const jobs = this.#jobs.filter((one) => isIts(one.account));
    const rows = this.#audit.filter((one) => isIts(one.account) && one.action === 'incident-noted');
    return {
      packageBytes: sum(this.#packages.filter((one) => isIts(one.owner)).map(({ bytes }) => bytes)),
      datasetBytes: sum(this.#datasets.filter((one) => isIts(one.owner)).map(({ bytes }) => bytes)),
      libraryBytes: sum(
        [...new Set(jobs.map(({ account, id }) => `${account} ${this.#layerOf.get(id)}`))].map(
          (used) => this.#layers.get(used.split(' ')[1]!) ?? 0,
        ),
      ),
      jobBytes: sum(jobs.map(({ bytes, cacheBytes, bundleBytes }) => bytes - cacheBytes - bundleBytes)),
      cacheBytes: sum(jobs.map(({ cacheBytes }) => cacheBytes)),
      bundleBytes: sum(jobs.map(({ bundleBytes }) => bundleBytes)),
      auditBytes: rows.length * auditRowBytes,
    };
  }

  #total(name: string): number {
    return storedBytes(this.#usage(name));
  }

  #refusal(job: Pick<NewJob, 'account' | 'package' | 'dataset'>, bounds: QueueBounds): AcceptRefusal | null {
    const account = this.#account(job.account);
    if (account === null) return 'no-account';
    if (account.blocked !== null) return 'account-blocked';
    const mayUse = (owner: string) => account.admin || owner === account.name;
    if (!this.#packages.some((one) => one.digest === job.package && mayUse(one.owner))) return 'no-package';
    if (job.dataset !== null && !this.#datasets.some((one) => one.id === job.dataset && mayUse(one.owner)))
      return 'no-dataset';
    const queued = this.#jobs.filter(({ state }) => state === 'queued' || state === 'interrupted');
    const most = account.settings.queuedJobs ?? bounds.perAccount;
    if (queued.filter((one) => one.account === job.account).length >= most) return 'account-queue-full';
    return queued.length >= bounds.overall ? 'queue-full' : null;
  }

  #ownedPackages(): readonly OwnedPackage[] {
    const isOf =
      ({ digest, owner }: OwnedPackage) =>
      (job: StoredJob) =>
        job.package === digest && job.account === owner;
    return this.#packages.map((one) => ({ ...one, jobs: this.#jobs.filter(isOf(one)).length }));
  }

  #usedDatasets(): readonly StoredDataset[] {
    const isOf =
      ({ id }: StoredDataset) =>
      (job: StoredJob) =>
        job.dataset?.id === id;
    return this.#datasets.map((one) => ({ ...one, jobs: this.#jobs.filter(isOf(one)).length }));
  }

  #unended(): readonly StoredJob[] {
    return this.#jobs.filter(({ state }) => !endedStates.includes(state));
  }

  #change(job: StoredJob, { report, ...change }: Parameters<JobStore['change']>[1]): StoredJob {
    const changed = { ...job, ...change };
    if (job.purgedAtMs !== null) changed.unjudged = null;
    const cut = report == null || job.purgedAtMs === null ? report : purgedReport(report);
    const whole = cut === undefined ? changed : { ...changed, report: cut };
    this.#jobs = this.#jobs.map((one) => (one.id === job.id ? whole : one));
    return whole;
  }
}

function unlisted(token: ListedToken | undefined): StoredToken | null {
  if (token === undefined) return null;
  const { sequence: _, ...stored } = token;
  return stored;
}

/** When a token ended or will. */
function endOf({ revokedAtMs, expiresAtMs }: StoredToken): number {
  return Math.min(revokedAtMs ?? Number.POSITIVE_INFINITY, expiresAtMs ?? Number.POSITIVE_INFINITY);
}

function pageOf<Item extends { readonly sequence: number }>(
  items: readonly Item[],
  { limit, before = Number.POSITIVE_INFINITY }: PageRequest,
): Page<Item> {
  const older = items.filter(({ sequence }) => sequence < before).sort(by(({ sequence }) => -sequence));
  const wanted = older.slice(0, limit);
  return { items: wanted, next: older.length > limit ? (wanted.at(-1)?.sequence ?? null) : null };
}

function by<Item, Key extends string | number>(keyOf: (item: Item) => Key): (a: Item, b: Item) => number {
  return (a, b) => Number(keyOf(a) > keyOf(b)) - Number(keyOf(a) < keyOf(b));
}
